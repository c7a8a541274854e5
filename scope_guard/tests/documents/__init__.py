"""Documents made when the tests run: as Word, LibreOffice, Google Docs and Excel do."""
