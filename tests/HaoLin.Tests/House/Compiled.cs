// What the compiler made of a project, read with Mono.Cecil: types, what each uses, how long each function is.
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace HaoLin.Tests.House;

public static class Compiled
{
    public static readonly AssemblyDefinition Product = Read(typeof(HaoLin.Kernel.Money).Assembly.Location);
    public static readonly AssemblyDefinition Tests = Read(typeof(Compiled).Assembly.Location);

    static AssemblyDefinition Read(string file) =>
        AssemblyDefinition.ReadAssembly(file, new ReaderParameters { ReadSymbols = true, SymbolReaderProvider = new PortablePdbReaderProvider() });

    /// <summary>One use of a type, with the member in which it stands.</summary>
    public sealed record Use(string Member, TypeReference Of);

    /// <summary>The types a person wrote; what the compiler made of lambdas and async methods is counted to the type it stands in.</summary>
    public static IEnumerable<TypeDefinition> TypesUnder(this AssemblyDefinition assembly, string root) =>
        assembly.MainModule.Types.Where(type => type.Namespace == root || type.Namespace.StartsWith(root + ".", StringComparison.Ordinal));

    public static IEnumerable<TypeDefinition> AndNested(this TypeDefinition type) => type.NestedTypes.SelectMany(AndNested).Prepend(type);

    /// <summary>The type in a file's first row to which a nested, generic, array or by-reference type belongs.</summary>
    public static TypeReference Outermost(TypeReference type)
    {
        while (true)
        {
            var next = type is TypeSpecification wrapped ? wrapped.ElementType : type.DeclaringType;
            if (next is null) return type;
            type = next;
        }
    }

    /// <summary>Every type that this one names in any way the assembly still shows.</summary>
    public static IEnumerable<Use> Uses(TypeDefinition type) => type.AndNested().SelectMany(part => UsesOfPart(part)
        .SelectMany(use => Unwrapped(use.Of).Select(of => new Use(WrittenName(part, use.Member), of))));

    static IEnumerable<Use> UsesOfPart(TypeDefinition type)
    {
        IEnumerable<Use> Told(string member, params IEnumerable<TypeReference?> types) => types.OfType<TypeReference>().Select(t => new Use(member, t));

        return [
            .. Told("", [type.BaseType, .. type.Interfaces.Select(i => i.InterfaceType), .. Attributes(type), .. Constraints(type)]),
            .. type.Interfaces.SelectMany(i => Told("", Attributes(i))),
            .. type.Fields.SelectMany(f => Told(f.Name, [f.FieldType, .. Attributes(f)])),
            .. type.Properties.SelectMany(p => Told(p.Name, [p.PropertyType, .. Attributes(p)])),
            .. type.Events.SelectMany(e => Told(e.Name, [e.EventType, .. Attributes(e)])),
            .. type.Methods.SelectMany(m => Told(m.Name, [.. Signature(m), .. Body(m)])),
        ];
    }

    static IEnumerable<TypeReference> Signature(MethodDefinition method) =>
    [
        method.ReturnType, .. Attributes(method), .. Attributes(method.MethodReturnType), .. Constraints(method),
        .. method.Parameters.SelectMany(p => Attributes(p).Prepend(p.ParameterType)), .. method.Overrides.Select(o => o.DeclaringType),
    ];

    static IEnumerable<TypeReference> Body(MethodDefinition method)
    {
        if (!method.HasBody) return [];
        return
        [
            .. method.Body.Variables.Select(v => v.VariableType),
            .. method.Body.ExceptionHandlers.Select(h => h.CatchType).OfType<TypeReference>(),
            .. method.Body.Instructions.SelectMany(i => Operand(i.Operand)),
        ];
    }

    static IEnumerable<TypeReference> Operand(object? operand) => operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod generic => [.. generic.GenericArguments, .. Operand(generic.ElementMethod)],
        MethodReference called => [called.DeclaringType, called.ReturnType, .. called.Parameters.Select(p => p.ParameterType)],
        CallSite site => [site.ReturnType, .. site.Parameters.Select(p => p.ParameterType)],
        _ => [],
    };

    static IEnumerable<TypeReference> Constraints(IGenericParameterProvider generic) =>
        generic.GenericParameters.SelectMany(p => Attributes(p).Concat(p.Constraints.Select(c => c.ConstraintType)));

    static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider marked) => marked.CustomAttributes.SelectMany(attribute =>
        attribute.ConstructorArguments.Concat(attribute.Properties.Select(p => p.Argument)).Concat(attribute.Fields.Select(f => f.Argument))
            .SelectMany(Argument).Prepend(attribute.AttributeType));

    static IEnumerable<TypeReference> Argument(CustomAttributeArgument argument) => argument.Value switch
    {
        TypeReference type => [argument.Type, type],
        CustomAttributeArgument boxed => [argument.Type, .. Argument(boxed)],
        CustomAttributeArgument[] several => [argument.Type, .. several.SelectMany(Argument)],
        _ => [argument.Type],
    };

    static IEnumerable<TypeReference> Unwrapped(TypeReference type)
    {
        switch (type)
        {
            case GenericParameter: return [];
            case FunctionPointerType pointer: return [.. Unwrapped(pointer.ReturnType), .. pointer.Parameters.SelectMany(p => Unwrapped(p.ParameterType))];
            case IModifierType modified: return [.. Unwrapped(modified.ElementType), .. Unwrapped(modified.ModifierType)];
            case GenericInstanceType generic: return [.. Unwrapped(generic.ElementType), .. generic.GenericArguments.SelectMany(Unwrapped)];
            case TypeSpecification wrapped: return Unwrapped(wrapped.ElementType);
            default: return [type];
        }
    }

    /// <summary>The name a reader finds in the source: of <c>&lt;Handle&gt;d__3.MoveNext</c> it is Handle.</summary>
    public static string WrittenName(TypeDefinition part, string member)
    {
        for (var type = part; type is not null; type = type.DeclaringType)
            if (Between(type.Name) is { Length: > 0 } method) return method;
        if (Between(member) is { Length: > 0 } own) return own;
        return member is "" or ".cctor" ? part.Name : member is ".ctor" ? $"new {part.Name}" : member;
    }

    // A lambda inside a lambda is named within the first one's brackets: <<Handle>b__0>d.
    static string? Between(string name) => name.StartsWith('<') && name.IndexOf('>') is > 0 and var end ? name[..end].TrimStart('<') : null;

    public sealed record Function(string File, string Name, int FirstLine, int LastLine)
    {
        public int Lines => LastLine - FirstLine + 1;
    }

    /// <summary>Every function a person wrote, from its first statement to its last. A page's markup is not a function.</summary>
    public static IEnumerable<Function> Functions(IEnumerable<TypeDefinition> types) =>
        from part in types.SelectMany(AndNested)
        from method in part.Methods
        where method.DebugInformation.HasSequencePoints && method.Name != ".cctor"
        from written in method.DebugInformation.SequencePoints.Where(p => !p.IsHidden && p.Offset > EndOfInitializers(method)).GroupBy(p => p.Document.Url)
        where Source.IsOurs(written.Key) && !(written.Key.EndsWith(".razor", StringComparison.Ordinal) && method.Name == "BuildRenderTree")
        select new Function(Source.Short(written.Key), $"{Outermost(part).Name}.{WrittenName(part, method.Name)}", written.Min(p => p.StartLine), written.Max(p => p.EndLine));

    // The initializers of fields lie all over the type, and the compiler runs them in the constructor, before the one of the base.
    static int EndOfInitializers(MethodDefinition method) => !method.IsConstructor ? -1 : method.Body.Instructions
        .FirstOrDefault(i => i.OpCode == OpCodes.Call && i.Operand is MethodReference { Name: ".ctor" })?.Offset ?? -1;
}
