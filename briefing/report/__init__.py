"""One self-contained HTML file: filters, charts and evidence, with the network off."""
