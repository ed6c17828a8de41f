"""Pages of HTML: the frame, the styles, the tables and the charts that every page is made of."""
