// What each door of the API can refuse and reads from its address, followed from the method that answers it through the compiled program.
using System.Reflection;
using HaoLin.Kernel;
using HaoLin.Tests.Cast;
using HaoLin.Tests.Web.Doors;
using HaoLin.Web.Shared;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace HaoLin.Tests.House;

public sealed record ApiDoor(string Door, string? Scope, IReadOnlyList<Refusal> Refusals, IReadOnlySet<string> Asked)
{
    public string Method => Door.Split(' ')[0];
    public string Path => Door.Split(' ')[1];
}

public static class ApiDoors
{
    static readonly string Folder = Path.GetDirectoryName(typeof(Money).Assembly.Location)!;

    public static readonly Lazy<IReadOnlyList<ApiDoor>> All = new(() => [.. RouteTable.Api(Folder, Scratch.Folder("api")).Select(d => Of(d.Door, d.Answers, d.Mark))]);

    public static Microsoft.AspNetCore.Builder.WebApplication App() => RouteTable.App(Folder, Scratch.Folder("api"));

    public static string ToPage(IEnumerable<ApiDoor> doors) => $"""
        # What each door of the API can refuse at most, read from the compiled program by a test; do not edit. The API's description takes it from here.
        {string.Join('\n', doors.Select(door => door.Door + string.Concat(door.Refusals.GroupBy(r => r.Status).OrderBy(g => g.Key)
            .Select(g => $"\n  {g.Key} {string.Join(' ', g.Select(r => r.Code).Order(StringComparer.Ordinal))}"))))}
        """;

    static ApiDoor Of(string door, IReadOnlyList<MethodInfo> answers, ScopeMark? mark)
    {
        var walk = new Walk();
        foreach (var answer in answers) walk.Through((MethodDefinition)Compiled.Product.MainModule.LookupToken(answer.MetadataToken));
        var scope = mark?.Needs(door.Split(' ')[0]);
        if (scope is not null and not ScopeMark.Anyone) walk.Refusals.Add(ScopeGuard.Missing);
        return new(door, scope, [.. walk.Refusals.DistinctBy(r => r.Code)], walk.Asked);
    }

    /// <summary>Every method of ours that can be reached, each once. A use case that is handled is read whole, and so is a worker that something is handed to.</summary>
    sealed class Walk
    {
        static readonly ILookup<string, TypeDefinition> Keepers = Compiled.Product.MainModule.GetTypes().SelectMany(t => t.Interfaces.Select(i => (t, i.InterfaceType.FullName))).ToLookup(k => k.FullName, k => k.t);

        readonly HashSet<MethodDefinition> seen = [];
        readonly Queue<MethodDefinition> ahead = [];

        public HashSet<Refusal> Refusals { get; } = [];
        public HashSet<string> Asked { get; } = [];

        public void Through(MethodDefinition first)
        {
            Meet(first);
            while (ahead.TryDequeue(out var method)) Read(method);
        }

        void Meet(MethodDefinition method)
        {
            if (!seen.Add(method)) return;
            if (method.HasBody) ahead.Enqueue(method);
            // What an async or iterating method does stands in a type that the compiler made for it.
            var machine = method.CustomAttributes.FirstOrDefault(a => a.AttributeType.Name is "AsyncStateMachineAttribute" or "IteratorStateMachineAttribute" or "AsyncIteratorStateMachineAttribute");
            if (machine?.ConstructorArguments[0].Value is TypeReference made) foreach (var part in made.Resolve().Methods) Meet(part);
            if (method.IsAbstract) foreach (var same in Kept(method)) Meet(same);
            if (IsHandled(method) || IsWorkers(method)) foreach (var part in method.DeclaringType.AndNested().SelectMany(t => t.Methods).Where(m => m.Name != ".cctor")) Meet(part);
        }

        static bool IsHandled(MethodDefinition method) => method.Name == "Handle" && method.DeclaringType.NestedTypes.Any(t => t.Name == "Ask");

        /// <summary>What is handed to a worker is answered by whatever the worker does with it.</summary>
        static bool IsWorkers(MethodDefinition method) => method.DeclaringType.BaseType?.Name == "BackgroundService" || method.DeclaringType.Interfaces.Any(i => i.InterfaceType.Name == "IHostedService");

        static IEnumerable<MethodDefinition> Kept(MethodDefinition promised) => Keepers[promised.DeclaringType.FullName].SelectMany(t => t.Methods).Where(m => m.Name == promised.Name);

        static bool AsksTheAddress(MethodReference called) => called is { Name: "get_Item", DeclaringType.Name: "IQueryCollection" };

        void Read(MethodDefinition method)
        {
            foreach (var step in method.Body.Instructions)
                if (step.OpCode == OpCodes.Ldsfld && step.Operand is FieldReference { FieldType.Name: nameof(Refusal) } said) Refusals.Add(Value(said));
                else if (step.Operand is MethodReference called)
                {
                    var theirs = Compiled.Outermost(called.DeclaringType).Scope == Compiled.Product.MainModule ? called.Resolve() : null;
                    if (step.Previous?.OpCode == OpCodes.Ldstr && (AsksTheAddress(called) || theirs is not null && AsksByName(theirs))) Asked.Add((string)step.Previous.Operand);
                    if (theirs?.Module == Compiled.Product.MainModule) Meet(theirs);
                }
        }

        /// <summary>A method that reads from the address what it is told to read.</summary>
        static bool AsksByName(MethodDefinition method) => method.HasBody && method.Module == Compiled.Product.MainModule && method.Parameters.Any(p => p.ParameterType.FullName == "System.String")
            && method.Body.Instructions.Any(i => i.Operand is MethodReference called && AsksTheAddress(called) && i.Previous.OpCode != OpCodes.Ldstr);

        static Refusal Value(FieldReference field) => (Refusal)typeof(Money).Assembly.GetType(field.DeclaringType.FullName.Replace('/', '+'))!
            .GetField(field.Name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(null)!;
    }
}
