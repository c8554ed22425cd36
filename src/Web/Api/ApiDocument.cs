// The API's own description: OpenAPI 3.1 at /openapi/v1.json, a page to read and try it at /docs, and its text for whoever generates a client.
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace HaoLin.Web.Api;

public static class ApiDocument
{
    const string Name = "v1";

    /// <summary>Marks an operation that takes an Idempotency-Key.</summary>
    public sealed record KeyMark;

    public static readonly KeyMark TakesKey = new();

    public static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = ApiSchemas.NameOf;
        options.AddSchemaTransformer(ApiSchemas.AsWritten);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "好邻 HaoLin", Version = Name, Description = "Community group-buying: deals, orders, payments, hand-over. Refusals are problem+json (RFC 9457) with a stable `code`; amounts are whole fen; instants are UTC." };
            document.Components ??= new();
            document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
            document.Components.Schemas[ApiSchemas.ProblemName] = ApiSchemas.Problem();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A person's session, which `haolin token --phone P` prints, or a machine's token (`--scopes read:orders,…`, or headquarters' 接口令牌), which opens what its scopes name; an operation that names none takes a session only." };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(ApiOperations.Complete);
    }

    public static void Map(WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/docs");
    }

    /// <summary>The description of an app that need not run.</summary>
    public static async Task<string> Text(WebApplication app)
    {
        // Which routes there are is otherwise said when the app starts.
        app.UseEndpoints(_ => { });
        var described = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync();
        return await described.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
    }
}
