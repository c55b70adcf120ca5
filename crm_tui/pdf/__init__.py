"""Pages of PDF in the font of our papers: what `documents/` and `reports/` draw on; knows nothing of either.

Written for what papers have (text in two faces, lines, boxes, a picture): a library for all of PDF cost each
operator's process 37 MB from his first paper on.
"""
