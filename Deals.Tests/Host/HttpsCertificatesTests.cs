using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Deals.Actors.Hosting;
using Deals.Host.Start;
using Microsoft.Extensions.Configuration;

namespace Deals.Tests.Host;

public sealed class HttpsCertificatesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Kestrel:Certificates:Default")]
    [InlineData("Kestrel:Endpoints:Public:Certificate")]
    public void A_file_that_does_not_open_is_named_with_what_was_expected_and_without_its_password(string section)
    {
        var file = Path.Combine(_folder.Path, "some.pfx");
        Assert.Contains($"{section}:Path is '{file}'", Refused(section, file, "sesame"), StringComparison.Ordinal);
        File.WriteAllText(file, "no certificate");
        Assert.Contains($"opens with {section}:Password", Refused(section, file, "sesame"), StringComparison.Ordinal);
        File.WriteAllBytes(file, Made().Export(X509ContentType.Pkcs12, "sesame"));
        Assert.DoesNotContain("simsim", Refused(section, file, "simsim"), StringComparison.Ordinal);
        HttpsCertificates.EnsureReadable(Configured(section, file, "sesame"));
    }

    [Fact]
    public void A_pem_file_is_opened_with_its_key()
    {
        const string Section = "Kestrel:Certificates:Default";
        var (file, key) = (Path.Combine(_folder.Path, "some.pem"), Path.Combine(_folder.Path, "some.key"));
        using var made = Made();
        File.WriteAllText(file, made.ExportCertificatePem());
        File.WriteAllText(key, made.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        HttpsCertificates.EnsureReadable(Configured(Section, file, null, key));
        File.WriteAllText(key, "no key");
        Assert.Throws<SettingException>(() => HttpsCertificates.EnsureReadable(Configured(Section, file, null, key)));
    }

    [Fact]
    public void Where_no_file_is_named_nothing_is_asked_for() => HttpsCertificates.EnsureReadable(new ConfigurationBuilder().Build());

    private static string Refused(string section, string file, string password)
    {
        var refused = Assert.Throws<SettingException>(() => HttpsCertificates.EnsureReadable(Configured(section, file, password)));
        Assert.DoesNotContain('\n', refused.Message);
        return refused.Message;
    }

    private static IConfiguration Configured(string section, string file, string? password, string? key = null) => new ConfigurationBuilder()
        .AddInMemoryCollection([KeyValuePair.Create($"{section}:Path", (string?)file), KeyValuePair.Create($"{section}:Password", password), KeyValuePair.Create($"{section}:KeyPath", key)])
        .Build();

    private static X509Certificate2 Made()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=deals", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
