using System.Diagnostics;

namespace Thymus.Cli.Tests;

public sealed class FullDiskTests
{
    private static readonly string[] Simulate = ["simulate", CommandLine.LesionModel, "--end", "10", "--steps", "20000"];

    [Fact]
    public void A_full_device_is_told_and_left_as_it_is()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no /dev/full.");
        var said = CommandLine.Run([.. Simulate, "--output", "/dev/full"]);
        Assert.Equal((ExitCode.CannotWrite, "thymus: '/dev/full' could not be written: the disk is full.\n  Free some space there, or choose another place.\n"), (said.ExitCode, said.Error));
        Assert.False(File.Exists("/dev/.full.partial"));
        Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "still a device"));
    }

    [Fact]
    public void A_full_disk_under_standard_output_is_told()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no /dev/full.");
        // As the console does, this writer hands on what it gets at once.
        using var full = new StreamWriter(new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)) { AutoFlush = true };
        using var error = new StringWriter();
        var exit = Application.Run(Simulate, new Screen(full, error, false, 100, TimeProvider.System));
        Assert.Equal((ExitCode.CannotWrite, "thymus: The disk is full."), (exit, error.ToString().Trim()));
    }

    /// <summary>A file system of 256 KiB, filled by a table and by a run: neither leaves anything behind.</summary>
    [Fact]
    public void A_full_disk_leaves_neither_half_a_table_nor_half_a_run()
    {
        using var scratch = new Scratch();
        var disk = scratch["disk"];
        Directory.CreateDirectory(disk);
        Assert.SkipUnless(Mount("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk), "Mounting a small file system needs rights that this user lacks.");
        try
        {
            var table = CommandLine.Run([.. Simulate, "--output", Path.Combine(disk, "table.csv")]);
            Assert.Equal((ExitCode.CannotWrite, $"thymus: '{disk}/table.csv' could not be written: the disk is full.\n  Free some space there, or choose another place.\n"), (table.ExitCode, table.Error));
            Assert.Empty(scratch.Names("disk"));

            File.WriteAllBytes(Path.Combine(disk, "ballast"), new byte[200 * 1024]);
            var run = CommandLine.Run("run", CommandLine.LesionTrial, "--patients", "300", "--out", Path.Combine(disk, "run"));
            Assert.Equal(ExitCode.CannotWrite, run.ExitCode);
            Assert.Matches($"^thymus: The disk that holds '{disk}/run' is full; the run stopped after [0-9]+ patients and its unfinished files were removed. Free some space, or name a folder on another disk with --out.$",
                run.Error.Trim().Split('\n')[^1]);
            Assert.Equal(["ballast"], scratch.Names("disk"));
        }
        finally
        {
            Mount("umount", disk);
        }
    }

    private static bool Mount(params string[] command)
    {
        if (!OperatingSystem.IsLinux()) return false;
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
