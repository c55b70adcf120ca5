"""The tests. What they import of the program is loaded with marks, where the run is measured."""

from tools import marks

marks.start()
