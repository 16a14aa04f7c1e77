namespace Thymus.Reporting;

/// <summary>The arm's name above its panel, in its colour, on at most two lines.</summary>
internal static class PanelTitle
{
    public static void Draw(Svg svg, Box box, ArmData arm, Layout layout)
    {
        var lines = TextWidth.Wrap(arm.Label, layout.Body * TextWidth.Bold, box.Width, 2);
        for (var i = 0; i < lines.Count; i++)
            svg.Text(box.Left, box.Top - 9 - (lines.Count - 1 - i) * (layout.Body + 2), lines[i], size: layout.Body, fill: arm.Colour, bold: true);
    }
}
