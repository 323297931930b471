"""The programme folder and workbook, and the plan folder, read and written without loss."""
