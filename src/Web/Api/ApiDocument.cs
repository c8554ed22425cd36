// The API's own description: OpenAPI 3.1 at /openapi/v1.json and a page to read and try it at /docs.
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;
using HaoLin.Web.Shared;

namespace HaoLin.Web.Api;

public static class ApiDocument
{
    /// <summary>Marks an operation that takes an Idempotency-Key.</summary>
    public sealed record KeyMark;

    public static readonly KeyMark TakesKey = new();

    public static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "好邻 HaoLin", Version = "v1", Description = "Community group-buying: deals, orders, payments, hand-over. Refusals are problem+json (RFC 9457) with a stable `code`; amounts are whole fen; instants are UTC." };
            document.Components ??= new();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A person's session, which `haolin token --phone P` prints, or a machine's token (`--scopes read:orders,…`, or headquarters' 接口令牌), which opens what its scopes name; an operation that names none takes a session only." };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ScopeMark>().LastOrDefault()?.Needs(context.Description.HttpMethod ?? "GET") is { } scope and not ScopeMark.Anyone)
                operation.Security = [new() { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = scope == ScopeMark.Session ? [] : [scope] }];
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<KeyMark>().Any())
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = "Idempotency-Key", In = ParameterLocation.Header, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 255 },
                    Description = "Made by the sender, quoted or bare; kept 7 days. Missing 400, reused for another body 422, still running 409.",
                });
            }
            return Task.CompletedTask;
        });
    }

    public static void Map(WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/docs");
    }
}
