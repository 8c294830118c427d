using Deals.Simulator;

return await Start.RunAsync(args);
