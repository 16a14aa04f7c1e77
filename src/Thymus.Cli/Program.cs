Console.WriteLine("Thymus");
