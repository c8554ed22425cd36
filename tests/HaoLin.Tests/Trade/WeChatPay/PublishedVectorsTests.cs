// The platform's own published vectors: cipher, signature and the string that is signed.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HaoLin.Tests.Cast;
using HaoLin.Trade.WeChatPay;

namespace HaoLin.Tests.Trade.WeChatPay;

public class PublishedVectorsTests
{
    static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Scratch.Tree, "tests", "data", "wechatpay-v3", "vectors.json"))).RootElement;

    [Fact]
    public void Every_published_ciphertext_opens_or_stays_shut_as_published()
    {
        var seen = 0;
        foreach (var vector in Vectors.GetProperty("aead_aes_256_gcm").EnumerateArray())
        {
            string Text(string name) => vector.GetProperty(name).GetString()!;
            var opened = WeChatPayCipher.Decrypt(Text("key"), Text("nonce"), Text("associated_data"), Text("ciphertext"));
            if (vector.GetProperty("ok").GetBoolean())
            {
                Assert.Equal(Text("plaintext"), Encoding.UTF8.GetString(opened!));
                Assert.Equal(Text("ciphertext"), WeChatPayCipher.Encrypt(Text("key"), Text("nonce"), Text("associated_data"), opened));
            }
            else Assert.Null(opened);
            seen++;
        }
        Assert.Equal(3, seen);
    }

    [Fact]
    public void Every_published_signature_is_made_again_and_judged_as_published()
    {
        var seen = 0;
        foreach (var vector in Vectors.GetProperty("sha256_with_rsa").EnumerateArray())
        {
            string? Text(string name) => vector.TryGetProperty(name, out var value) ? value.GetString() : null;
            var message = Encoding.UTF8.GetBytes(Text("message")!);
            if (Text("private_key_pem") is { } privatePem)
            {
                using var signer = WeChatPayKeys.Private(privatePem);
                Assert.Equal(Text("signature"), WeChatPaySignature.Sign(message, signer));
            }
            using var verifier = WeChatPayKeys.Public(Text("certificate_pem") ?? Text("public_key_pem")!);
            Assert.Equal(vector.GetProperty("ok").GetBoolean(), WeChatPaySignature.Verify(message, Text("signature")!, verifier));
            seen++;
        }
        Assert.Equal(2, seen);
    }

    [Fact]
    public void The_published_request_gives_the_published_string_to_sign()
    {
        var vector = Vectors.GetProperty("request_signing_string");
        string Text(string name) => vector.GetProperty(name).GetString()!;
        var message = WeChatPaySignature.RequestMessage(Text("method"), new Uri(Text("url")).PathAndQuery,
            vector.GetProperty("timestamp").GetInt64().ToString(), Text("nonce"), Encoding.UTF8.GetBytes(Text("body")));
        Assert.Equal(Text("message"), Encoding.UTF8.GetString(message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    public void A_broken_ciphertext_is_a_null_and_no_exception(string ciphertext) =>
        Assert.Null(WeChatPayCipher.Decrypt("0123456789abcdef0123456789abcdef", "abcdefghijkl", "", ciphertext));

    [Fact]
    public void A_signature_of_the_wrong_length_is_false_and_no_exception()
    {
        using var key = RSA.Create(2048);
        Assert.False(WeChatPaySignature.Verify("x"u8, "", key));
        Assert.False(WeChatPaySignature.Verify("x"u8, "AAAA", key));
        Assert.False(WeChatPaySignature.Verify("x"u8, "WECHATPAY/SIGNTEST/" + new string('A', 325), key));
    }
}
