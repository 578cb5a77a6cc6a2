"""Times Pillow's decoding, resizing and cutting of the JPEGs in a directory, in one thread.

Arguments: the directory, how many rounds, the side of the square that comes out; or --version.
Prints Pillow's version, the median seconds a picture and the SHA-256 of all pixels. Ends with 3
where there is no Pillow.
"""
import hashlib
import io
import pathlib
import statistics
import sys
import time

try:
    import PIL
    from PIL import Image
except ImportError:
    sys.exit(3)


def preprocess(content, edge):
    image = Image.open(io.BytesIO(content)).convert("RGB")
    width, height = image.size
    if width <= height:
        size = (edge, int(edge * height / width))
    else:
        size = (int(edge * width / height), edge)
    image = image.resize(size, Image.BICUBIC)
    left, top = (size[0] - edge) // 2, (size[1] - edge) // 2
    return image.crop((left, top, left + edge, top + edge)).tobytes()


def main(directory, rounds, edge):
    contents = [file.read_bytes() for file in sorted(pathlib.Path(directory).glob("*.jpg"))]
    pixels = hashlib.sha256()
    for content in contents:
        pixels.update(preprocess(content, edge))
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        for content in contents:
            preprocess(content, edge)
        times.append((time.perf_counter() - start) / len(contents))
    print(PIL.__version__, statistics.median(times), pixels.hexdigest())


if sys.argv[1] == "--version":
    print(PIL.__version__)
else:
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
