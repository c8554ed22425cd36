// How the description names and draws what goes over the line: two records of one name are two schemas, and everything is as the program writes it.
using System.Text.Json.Serialization.Metadata;
using HaoLin.Kernel;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HaoLin.Web.Api;

public static class ApiSchemas
{
    public const string ProblemName = "Problem";

    /// <summary>The names that two of our endpoint files give to records of their own.</summary>
    static readonly HashSet<string> Twice = [.. typeof(ApiSchemas).Assembly.GetTypes().Where(OfEndpoints).GroupBy(t => t.Name).Where(g => g.Count() > 1).Select(g => g.Key)];

    static bool OfEndpoints(Type type) => type is { IsNestedPublic: true, DeclaringType.Namespace: "HaoLin.Web.Api" };

    /// <summary>A use case's Answer is named with the use case, ShowDealAnswer; an endpoint file's own record by its own name, where no other has it.</summary>
    public static string? NameOf(JsonTypeInfo json)
    {
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(json) is not { } usual) return null;
        var type = Nullable.GetUnderlyingType(json.Type) ?? json.Type;
        if (type.IsGenericType || type.DeclaringType is not { } within) return usual;
        if (!OfEndpoints(type)) return within.Name + type.Name;
        return Twice.Contains(type.Name) ? (within.Name.EndsWith("Api", StringComparison.Ordinal) ? within.Name[..^3] : within.Name) + type.Name : type.Name;
    }

    /// <summary>An id is written as its uuid, and a number always as a number, although it is read from text too.</summary>
    public static Task AsWritten(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken stop)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>)))
            (schema.Type, schema.Format) = (JsonSchemaType.String | (schema.Type & JsonSchemaType.Null ?? 0), "uuid");
        else if (schema.Type is { } kind && kind.HasFlag(JsonSchemaType.String) && (kind & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
            (schema.Type, schema.Pattern) = (kind & ~JsonSchemaType.String, null);
        return Task.CompletedTask;
    }

    public static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A refusal (RFC 9457). The code is a promise and never gets another meaning; the title says it in English, the detail in Chinese.",
        Required = new HashSet<string> { "type", "title", "status", "code", "detail" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String }, ["title"] = new OpenApiSchema { Type = JsonSchemaType.String }, ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String }, ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
        },
    };
}
