using Thymus.Cli;

return Application.Run(args, Screen.OfConsole());
