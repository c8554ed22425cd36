// What the description says of each operation beyond its types: its name, every parameter, every refusal by code, and the scope a token needs.
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HaoLin.Kernel;
using HaoLin.Web.Shared;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HaoLin.Web.Api;

public static partial class ApiOperations
{
    /// <summary>What a summary's ?name= holds; one that is not named here is text.</summary>
    static readonly Dictionary<string, (JsonSchemaType Type, string? Format)> Kinds = new()
    {
        ["refunding"] = (JsonSchemaType.Boolean, null), ["unfinished"] = (JsonSchemaType.Boolean, null), ["part"] = (JsonSchemaType.Integer, "int32"), ["before"] = (JsonSchemaType.Integer, "int32"),
        ["from"] = (JsonSchemaType.String, "date-time"), ["until"] = (JsonSchemaType.String, "date-time"), ["deal"] = (JsonSchemaType.String, "uuid"), ["community"] = (JsonSchemaType.String, "uuid"),
    };

    static readonly Lazy<IReadOnlyDictionary<string, (string Status, string[] Codes)[]>> Refusals = new(ReadRefusals);

    public static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        var (method, path) = (context.Description.HttpMethod ?? "GET", "/" + InPath().Replace(context.Description.RelativePath ?? "", "{$1}").Trim('/'));
        operation.OperationId = NameOf(method, path);
        operation.Parameters ??= [];
        foreach (Match named in InPath().Matches(path)) Add(operation, named.Groups[1].Value, ParameterLocation.Path, named.Groups[1].Value == "kind" ? (JsonSchemaType.String, null) : (JsonSchemaType.String, "uuid"), null);
        foreach (Match named in InSummary().Matches(operation.Summary ?? "")) Add(operation, named.Groups[1].Value, ParameterLocation.Query, Kinds.GetValueOrDefault(named.Groups[1].Value, (JsonSchemaType.String, null)), null);
        if (context.Description.SupportedResponseTypes.Any(r => r.Type?.IsAssignableTo(typeof(IPaged)) == true))
            Add(operation, "after", ParameterLocation.Query, (JsonSchemaType.String, null), "The `next` of the page before; a cursor that is none of ours is refused.");
        var marks = context.Description.ActionDescriptor.EndpointMetadata;
        if (marks.OfType<ApiDocument.KeyMark>().Any())
            Add(operation, "Idempotency-Key", ParameterLocation.Header, (JsonSchemaType.String, null), "Made by the sender, quoted or bare, 255 characters at most; kept 7 days. Missing 400, reused for another body 422, still running 409.");
        if (marks.OfType<ScopeMark>().LastOrDefault()?.Needs(method) is { } scope and not ScopeMark.Anyone)
            operation.Security = [new() { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = scope == ScopeMark.Session ? [] : [scope] }];
        AsFiles(operation);
        SayRefusals(operation, Refusals.Value.GetValueOrDefault($"{method} {path}", []), context.Document);
        return Task.CompletedTask;
    }

    /// <summary>A table or a zip is the bytes themselves, not text that holds them.</summary>
    static void AsFiles(OpenApiOperation operation)
    {
        var bodies = (operation.Responses?.Values.SelectMany(r => r.Content ?? new Dictionary<string, OpenApiMediaType>()) ?? []).Concat(operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>());
        foreach (var (kind, media) in bodies)
            if (media.Schema is OpenApiSchema { Format: "byte" }) media.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
    }

    /// <summary>Instead of what might be refused, what is; and what any door may answer that is out of order.</summary>
    static void SayRefusals(OpenApiOperation operation, (string Status, string[] Codes)[] refusals, OpenApiDocument? document)
    {
        operation.Responses ??= [];
        foreach (var status in operation.Responses.Keys.Where(s => s[0] is '4' or '5').ToList()) operation.Responses.Remove(status);
        OpenApiResponse Refused(string says) => new()
        {
            Description = says,
            Content = new Dictionary<string, OpenApiMediaType> { [Problem.ContentType] = new() { Schema = new OpenApiSchemaReference(ApiSchemas.ProblemName, document) } },
        };
        foreach (var (status, codes) in refusals)
        {
            var answer = Refused(string.Join(", ", codes.Select(c => $"`{c}`")));
            answer.Extensions = new Dictionary<string, IOpenApiExtension> { ["x-codes"] = new JsonNodeExtension(new JsonArray([.. codes.Select(c => (JsonNode)c)])) };
            operation.Responses[status] = answer;
        }
        operation.Responses["default"] = Refused("Any other refusal: a token without its scope, too much at once, a fault on our side.");
    }

    static void Add(OpenApiOperation operation, string name, ParameterLocation place, (JsonSchemaType Type, string? Format) kind, string? says)
    {
        if (operation.Parameters!.Any(p => p.Name == name && p.In == place)) return;
        operation.Parameters!.Add(new OpenApiParameter { Name = name, In = place, Required = place != ParameterLocation.Query, Schema = new OpenApiSchema { Type = kind.Type, Format = kind.Format }, Description = says });
    }

    /// <summary>POST /api/v1/deals/{id}/hand-over is postDealHandOver: what is named by an id is one of them.</summary>
    public static string NameOf(string method, string path)
    {
        var words = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(w => w is not ("api" or "v1")).ToArray();
        var named = words.Select((word, i) => word.StartsWith('{') ? "" : i + 1 < words.Length && words[i + 1].StartsWith('{') ? One(word) : word);
        return method.ToLowerInvariant() + string.Concat(named.SelectMany(w => w.Split('-', '.')).Where(w => w.Length > 0).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
    }

    static string One(string many) => many.EndsWith("ies", StringComparison.Ordinal) ? many[..^3] + "y" : many.TrimEnd('s');

    /// <summary>What each door can refuse, as a test reads it from the compiled program: "METHOD /path", then lines of a status and its codes.</summary>
    static Dictionary<string, (string, string[])[]> ReadRefusals()
    {
        using var reader = new StreamReader(typeof(ApiOperations).Assembly.GetManifestResourceStream("refusals-by-door.txt")!);
        var (found, door) = (new Dictionary<string, List<(string, string[])>>(), "");
        while (reader.ReadLine() is { } line)
            if (line.StartsWith(' ') && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var status, .. var codes]) found[door].Add((status, codes));
            else if (line.StartsWith('#') is false && line.Length > 0) found[door = line] = [];
        return found.ToDictionary(f => f.Key, f => f.Value.ToArray());
    }

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex InPath();

    [GeneratedRegex(@"\?(\w+)=")]
    private static partial Regex InSummary();
}
