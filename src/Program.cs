// Puts the house together and does nothing else.
Console.WriteLine("haolin");
