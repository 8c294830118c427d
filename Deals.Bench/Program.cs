using Deals.Bench;

return await Verbs.RunAsync(args);
