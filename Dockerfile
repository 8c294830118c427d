# One image: a node, its command line (deals VERB), and the simulator (/app/Deals.Simulator).
#   docker build -t deals:0.1.0 .
ARG DOTNET=10.0

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:${DOTNET}-noble AS build
ARG TARGETARCH
WORKDIR /src
# What decides the packages first: they are fetched again only when it changes.
COPY .editorconfig Directory.Build.props Directory.Packages.props NuGet.config global.json ./
COPY Deals.Actors/Deals.Actors.csproj Deals.Actors/
COPY Deals.Host/Deals.Host.csproj Deals.Host/
COPY Deals.Simulator/Deals.Simulator.csproj Deals.Simulator/
RUN dotnet restore Deals.Host -a $TARGETARCH -p:PublishReadyToRun=true
COPY hocon hocon
COPY Deals.Actors Deals.Actors
COPY Deals.Host Deals.Host
COPY Deals.Simulator Deals.Simulator
# Compiled ahead, so that a node that was killed is back sooner.
RUN dotnet publish Deals.Host --no-restore -c Release -a $TARGETARCH -p:PublishReadyToRun=true -o /out/app \
 && install -d -o 1654 -g 1654 /out/data

# No shell and no package manager; the user is 1654.
FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET}-noble-chiseled
COPY --from=build /out /
ENV PATH=/app:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    # The base image's own port is open to all; a node is open to others only where it is told so, with keys.
    ASPNETCORE_HTTP_PORTS="" \
    # Used by a node on SQLite; on PostgreSQL nothing is stored here.
    Persistence__Directory=/data
USER 1654
WORKDIR /app
EXPOSE 4053 5080
ENTRYPOINT ["deals"]
