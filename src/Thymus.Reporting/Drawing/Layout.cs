namespace Thymus.Reporting;

/// <summary>A figure is laid out twice: for a page or paper, and for a telephone, where shrinking the first would make its text unreadable.</summary>
internal readonly record struct Layout(double Width, bool IsNarrow)
{
    public static Layout Wide { get; } = new(880, false);
    public static Layout Narrow { get; } = new(360, true);

    public string Kind => IsNarrow ? "narrow" : "wide";

    public double Small => IsNarrow ? 10 : 11;

    public double Body => IsNarrow ? 11 : 12;
}

/// <summary>A rectangle in which something is drawn.</summary>
internal readonly record struct Box(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;
    public double Bottom => Top + Height;
    public double Centre => Left + Width / 2;

    /// <summary>Side by side on a page, below each other on a telephone, at most three in a row.</summary>
    public static IReadOnlyList<Box> Panels(int count, Layout layout, double height, double top, double left, double gap, double titleHeight, double bottom)
    {
        var columns = layout.IsNarrow ? 1 : Math.Min(3, count);
        var width = (layout.Width - left - 8 - gap * (columns - 1)) / columns;
        return [.. Enumerable.Range(0, count).Select(i => new Box(
            left + i % columns * (width + gap),
            top + titleHeight + i / columns * (height + titleHeight + bottom),
            width,
            height))];
    }
}
