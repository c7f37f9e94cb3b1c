"""Process of the engine, over the engine of the tests."""

from index.archive.engine_process import main
from tests.index.fakes import FileEngine

if __name__ == "__main__":
    main(FileEngine)
