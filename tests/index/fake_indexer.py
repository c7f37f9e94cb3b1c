"""Process of the indexer, over the format readers and the engine of the tests."""

from index.archive.indexer_process import main
from tests.index.fakes import pipeline

if __name__ == "__main__":
    main(pipeline())
