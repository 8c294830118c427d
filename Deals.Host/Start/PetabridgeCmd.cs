using Akka.Hosting;
using Deals.Actors.Hosting;

namespace Deals.Host.Start;

/// <summary>The place of Petabridge.Cmd in a node. What stands in the folder Pbm fills it, in a build with <c>-p:PetabridgeCmd=true</c>.</summary>
internal static partial class PetabridgeCmdHosting
{
    /// <summary>Whether this build has it.</summary>
    public static bool IsBuiltIn
    {
        get
        {
            var isBuiltIn = false;
            Have(ref isBuiltIn);
            return isBuiltIn;
        }
    }

    /// <summary>Hosts it, where this build has it.</summary>
    public static AkkaConfigurationBuilder WithPetabridgeCmd(this AkkaConfigurationBuilder akka, IServiceProvider services, PbmOptions options)
    {
        Serve(akka, services, options);
        return akka;
    }

    static partial void Have(ref bool isBuiltIn);

    static partial void Serve(AkkaConfigurationBuilder akka, IServiceProvider services, PbmOptions options);
}
