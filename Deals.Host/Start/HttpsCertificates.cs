using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Deals.Actors.Hosting;

namespace Deals.Host.Start;

/// <summary>The certificates that Kestrel is told to use, opened before anything is started: Kestrel itself would find out at the end, and say it with a stack trace.</summary>
internal static class HttpsCertificates
{
    /// <summary>Opens each that is configured by a file.</summary>
    /// <exception cref="SettingException">One cannot be opened.</exception>
    public static void EnsureReadable(IConfiguration configuration)
    {
        var kestrel = configuration.GetSection("Kestrel");
        foreach (var certificate in kestrel.GetSection("Certificates").GetChildren().Concat(kestrel.GetSection("Endpoints").GetChildren().Select(e => e.GetSection("Certificate"))))
        {
            if (certificate["Path"] is { Length: > 0 } file)
                EnsureReadable(certificate, file);
        }
    }

    private static void EnsureReadable(IConfigurationSection certificate, string file)
    {
        try
        {
            using var opened = (certificate["KeyPath"], certificate["Password"]) switch
            {
                ({ Length: > 0 } key, { Length: > 0 } password) => X509Certificate2.CreateFromEncryptedPemFile(file, password, key),
                ({ Length: > 0 } key, _) => X509Certificate2.CreateFromPemFile(file, key),
                var (_, password) => X509CertificateLoader.LoadPkcs12FromFile(file, password),
            };
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw SettingException.Wrong(
                $"{certificate.Path}:Path", file, $"a PKCS #12 file that opens with {certificate.Path}:Password, or a PEM file with its {certificate.Path}:KeyPath ({unreadable.Message.TrimEnd('.')}),");
        }
    }
}
