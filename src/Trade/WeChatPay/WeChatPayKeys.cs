// Reads RSA keys out of PEM text: the merchant's private key, and the platform's public keys or certificates.
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HaoLin.Trade.WeChatPay;

/// <summary>A key is opened for each use: the objects are not promised to be safe between threads, and opening one costs far less than using it.</summary>
public static class WeChatPayKeys
{
    public static RSA Private(string pem)
    {
        var key = RSA.Create();
        key.ImportFromPem(pem);
        return key;
    }

    /// <summary>
    /// A merchant holds either the platform's public key or, from before 2024, its certificates: both are taken. A
    /// certificate's dates are not judged here, since a retired one is taken out of the settings by its serial.
    /// </summary>
    public static RSA Public(string pem)
    {
        if (pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.GetRSAPublicKey() ?? throw new CryptographicException("The certificate holds no RSA key.");
        }

        var key = RSA.Create();
        key.ImportFromPem(pem);
        return key;
    }
}
