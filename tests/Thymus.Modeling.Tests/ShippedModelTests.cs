using Thymus.Tests;

namespace Thymus.Modeling.Tests;

public sealed class ShippedModelTests
{
    [Fact]
    public void Every_model_of_the_repository_is_without_faults()
    {
        var files = Directory.GetFiles(Repository.PathOf("models"), "*.ant", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.Empty(files.Order(StringComparer.Ordinal).SelectMany(ModelChecker.Check).Select(d => d.ToString()));
    }
}
