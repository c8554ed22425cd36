// A definite "no" with its reason: the one type by which a use case refuses, and the outcome that carries it.
namespace HaoLin.Kernel;

/// <summary>A refusal is data: a stable code for machines, one clear sentence for people in both languages, and its HTTP status.</summary>
public sealed record Refusal(string Code, int Status, string Chinese, string English)
{
    /// <summary>What a caller may want to know beyond the sentence (never personal text).</summary>
    public string? Detail { get; init; }

    /// <summary>A refusal that leaves a trace: what the use case wrote before refusing is kept, because a wrong try must be counted.</summary>
    public bool Counted { get; init; }

    public Refusal With(string detail) => this with { Detail = detail };
}

/// <summary>Either the value asked for or the refusal, never both and never neither.</summary>
public readonly struct Outcome<T>
{
    readonly T? value;

    Outcome(T? value, Refusal? refusal) => (this.value, Refusal) = (value, refusal);

    public Refusal? Refusal { get; }

    public bool Refused => Refusal is not null;

    public T Value => Refusal is null ? value! : throw new InvalidOperationException("refused: " + Refusal.Code);

    public static implicit operator Outcome<T>(T value) => new(value, null);
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    /// <summary>For values whose type is an interface, which the language will not convert by itself.</summary>
    public static Outcome<T> Yes(T value) => new(value, null);

    public TResult Match<TResult>(Func<T, TResult> done, Func<Refusal, TResult> refused) =>
        Refusal is null ? done(value!) : refused(Refusal);
}

/// <summary>The outcome of a deed that has nothing to say but that it was done.</summary>
public readonly record struct Done
{
    public static readonly Done Deed;
}
