#!/usr/bin/env python3
"""Makes pictures of many formats and variants, and what Pillow decodes from them.

    pip install pillow numpy tifffile imagecodecs
    make_decoding_goldens.py OUT.zip [--seed 1] [--rounds 1] [--largest 40]

The zip holds NAME and, for each policy that applies, NAME.hf, NAME.white, NAME.scaled16:
uint32 LE width, uint32 LE height, then RGB bytes of the upright picture. A picture that Pillow
refuses has NAME.refused instead. All pictures are procedural and seeded; no rights of others.
"""
import argparse
import io
import struct
import warnings
import zipfile
import zlib

import numpy as np
from PIL import Image, ImageOps

warnings.simplefilter("ignore")


# ---------------------------------------------------------------- pictures
class Maker:
    def __init__(self, seed, largest):
        self.rng = np.random.default_rng(seed)
        self.largest = largest
        self.files = {}

    def size(self):
        return tuple(int(v) for v in self.rng.integers(1, self.largest + 1, 2))

    def smooth(self, w, h, channels, top=255):
        """A gradient with stripes, a disc and some noise: neither flat nor pure noise."""
        y, x = np.mgrid[0:h, 0:w].astype(float)
        out = np.zeros((h, w, channels))
        for c in range(channels):
            fx, fy, ph = self.rng.uniform(-0.6, 0.6, 3)
            out[..., c] = 0.5 + 0.35 * np.sin(fx * x + fy * y + 6 * ph)
            cx, cy, r = self.rng.uniform(0, w), self.rng.uniform(0, h), self.rng.uniform(1, 1 + max(w, h) / 3)
            out[..., c][(x - cx) ** 2 + (y - cy) ** 2 < r * r] = self.rng.uniform()
        out += self.rng.normal(0, self.rng.choice([0, 0.02, 0.2]), out.shape)
        return np.clip(np.rint(out * top), 0, top).astype(np.uint16 if top > 255 else np.uint8)

    def add(self, name, data):
        self.files[name] = bytes(data)

    def save(self, name, image, fmt, **options):
        out = io.BytesIO()
        image.save(out, fmt, **options)
        self.add(name, out.getvalue())
        return out.getvalue()


# ---------------------------------------------------------------- PNG
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pack_rows(samples, depth):
    h, w, n = samples.shape
    flat = samples.reshape(h, w * n)
    if depth == 16:
        return [row.astype(">u2").tobytes() for row in flat]
    if depth == 8:
        return [row.astype(np.uint8).tobytes() for row in flat]
    per = 8 // depth
    rows = []
    for row in flat:
        row = np.concatenate([row, np.zeros((-len(row)) % per, row.dtype)]).reshape(-1, per)
        value = np.zeros(len(row), np.uint8)
        for i in range(per):
            value |= (row[:, i].astype(np.uint8)) << (8 - depth * (i + 1))
        rows.append(value.tobytes())
    return rows


def filter_rows(rows, back, rng):
    out, above = [], bytes(len(rows[0])) if rows else b""
    for row in rows:
        kind = int(rng.integers(0, 5))
        cur = np.frombuffer(row, np.uint8).astype(int)
        up = np.frombuffer(above, np.uint8).astype(int)
        left = np.concatenate([np.zeros(min(back, len(cur)), int), cur[:-back]]) if len(cur) else cur
        corner = np.concatenate([np.zeros(min(back, len(up)), int), up[:-back]]) if len(up) else up
        if kind == 0:
            pred = 0 * cur
        elif kind == 1:
            pred = left
        elif kind == 2:
            pred = up
        elif kind == 3:
            pred = (left + up) // 2
        else:
            p = left + up - corner
            pa, pb, pc = abs(p - left), abs(p - up), abs(p - corner)
            pred = np.where((pa <= pb) & (pa <= pc), left, np.where(pb <= pc, up, corner))
        out.append(bytes([kind]) + ((cur - pred) % 256).astype(np.uint8).tobytes())
        above = row
    return b"".join(out)


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(samples, depth, colour, rng, interlaced=False, before=b"", after=b"", split=False):
    h, w, n = samples.shape
    back = max(1, n * depth // 8)
    raw = b""
    for x0, y0, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = samples[y0::dy, x0::dx]
        if part.shape[0] and part.shape[1]:
            raw += filter_rows(pack_rows(part, depth), back, rng)
    data = zlib.compress(raw)
    idat = (
        b"".join(chunk(b"IDAT", data[i : i + 57]) for i in range(0, len(data), 57)) if split else chunk(b"IDAT", data)
    )
    head = struct.pack(">IIBBBBB", w, h, depth, colour, 0, 0, int(interlaced))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + before + idat + after + chunk(b"IEND", b"")


def exif(orientation, big=False, prefix=b""):
    e = ">" if big else "<"
    tiff = (b"MM\0*" if big else b"II*\0") + struct.pack(e + "I", 8)
    tiff += struct.pack(e + "H", 2)
    tiff += struct.pack(e + "HHI4s", 0x010F, 2, 3, b"ab\0\0")
    tiff += struct.pack(e + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return prefix + tiff + struct.pack(e + "I", 0)


XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description tiff:Orientation="%d"/>' "</rdf:RDF></x:xmpmeta>"
)


def make_png(m, r):
    for colour, n, depths in [(0, 1, (1, 2, 4, 8, 16)), (2, 3, (8, 16)), (3, 1, (1, 2, 4, 8)), (4, 2, (8, 16)), (6, 4, (8, 16))]:
        for depth in depths:
            for interlaced in (False, True):
                w, h = m.size()
                before = b""
                top = (1 << depth) - 1
                s = m.smooth(w, h, n, top)
                if colour == 3:
                    colours = int(m.rng.integers(1, top + 2))
                    s = (s % colours).astype(s.dtype)
                    before = chunk(b"PLTE", m.rng.integers(0, 256, 3 * colours, dtype=np.uint8).tobytes())
                    if m.rng.integers(2):
                        before += chunk(b"tRNS", m.rng.integers(0, 256, colours, dtype=np.uint8).tobytes())
                elif colour in (0, 2) and depth == 8 and m.rng.integers(2):
                    key = s[h // 2, w // 2].astype(">u2").tobytes()
                    before = chunk(b"tRNS", key)
                if m.rng.integers(2):
                    before = chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"sBIT", bytes([5] * min(n, 4))) + before
                m.add(f"png{r}-c{colour}-d{depth}-{'adam7' if interlaced else 'plain'}.png",
                      png(s, depth, colour, m.rng, interlaced, before, split=bool(m.rng.integers(2))))
    for w in range(1, 9):  # every shape of the last interlace passes
        s = m.smooth(w, 9 - w, 3)
        m.add(f"png{r}-small-{w}.png", png(s, 8, 2, m.rng, True))
    s = m.smooth(13, 7, 1)
    m.add(f"png{r}-beyond-palette.png", png(s, 8, 3, m.rng, before=chunk(b"PLTE", bytes(range(90)))))


# ---------------------------------------------------------------- orientation
def make_orientation(m, r):
    for o in range(1, 10):
        w, h = m.size()
        rgb = Image.fromarray(m.smooth(w, h, 3))
        big = bool(m.rng.integers(2))
        m.add(f"turn{r}-{o}.png", png(np.array(rgb), 8, 2, m.rng, before=chunk(b"eXIf", exif(o, big))))
        m.add(f"turn{r}-{o}-after.png", png(np.array(rgb), 8, 2, m.rng, after=chunk(b"eXIf", exif(o, big))))
        m.save(f"turn{r}-{o}.jpg", rgb, "JPEG", exif=exif(o, big, b"Exif\0\0"), quality=80)
        m.save(f"turn{r}-{o}.webp", rgb, "WEBP", exif=exif(o, big), lossless=True)
        m.save(f"turn{r}-{o}.tif", rgb, "TIFF", tiffinfo={0x0112: o})
        x = (XMP % o).encode()
        m.add(f"turn{r}-{o}-xmp.png", png(np.array(rgb), 8, 2, m.rng, before=chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + x)))
        m.add(f"turn{r}-{o}-xmpz.png", png(np.array(rgb), 8, 2, m.rng, before=chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0en\0k\0" + zlib.compress(x))))
        raw = exif(o, big, b"Exif\0\0")
        text = b"\nexif\n%8d\n" % len(raw) + raw.hex().encode() + b"\n"
        m.add(f"turn{r}-{o}-raw.png", png(np.array(rgb), 8, 2, m.rng, before=chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(text))))
        m.save(f"turn{r}-{o}-xmp.jpg", rgb, "JPEG", xmp=x)
        m.save(f"turn{r}-{o}-xmp.webp", rgb, "WEBP", xmp=x, lossless=True)


# ---------------------------------------------------------------- JPEG
def make_jpeg(m, r):
    import imagecodecs

    for sub in (0, 1, 2):
        for progressive in (False, True):
            w, h = m.size()
            m.save(f"jpg{r}-{sub}-{'prog' if progressive else 'base'}.jpg", Image.fromarray(m.smooth(w, h, 3)), "JPEG",
                   quality=int(m.rng.integers(5, 100)), subsampling=sub, progressive=progressive,
                   optimize=bool(m.rng.integers(2)), restart_marker_blocks=int(m.rng.integers(0, 4)))
    w, h = m.size()
    m.save(f"jpg{r}-grey.jpg", Image.fromarray(m.smooth(w, h, 1)[..., 0]), "JPEG", progressive=bool(r % 2))
    w, h = m.size()
    m.save(f"jpg{r}-rgb.jpg", Image.fromarray(m.smooth(w, h, 3)), "JPEG", keep_rgb=True)
    w, h = m.size()
    m.save(f"jpg{r}-cmyk.jpg", Image.fromarray(m.smooth(w, h, 4), "CMYK"), "JPEG", quality=int(m.rng.integers(30, 100)))
    w, h = m.size()
    m.save(f"jpg{r}-icc.jpg", Image.fromarray(m.smooth(w, h, 3)), "JPEG", icc_profile=bytes(m.rng.integers(0, 256, 700, dtype=np.uint8)))
    for name, sub in [("444", "444"), ("422", "422"), ("420", "420"), ("411", "411"), ("440", "440")]:
        w, h = m.size()
        m.add(f"jpg{r}-codec-{name}.jpg", imagecodecs.jpeg8_encode(m.smooth(w, h, 3), level=80, subsampling=sub))
    for space in ("CMYK", "YCCK"):
        w, h = m.size()
        m.add(f"jpg{r}-codec-{space}.jpg", imagecodecs.jpeg8_encode(m.smooth(w, h, 4), level=85, colorspace="CMYK", outcolorspace=space))


# ---------------------------------------------------------------- GIF
def lzw(indices, size):
    clear, out, bits = 1 << size, bytearray(), size + 1
    table, nxt, acc, n = {}, clear + 2, 0, 0

    def put(code):
        nonlocal acc, n
        acc |= code << n
        n += bits
        while n >= 8:
            out.append(acc & 255)
            acc >>= 8
            n -= 8

    put(clear)
    cur = -1
    for i in indices:
        if cur < 0:
            cur = i
        elif (cur, i) in table:
            cur = table[cur, i]
        else:
            put(cur)
            if nxt < 4096:
                table[cur, i] = nxt
                nxt += 1
                if nxt > 1 << bits and bits < 12:
                    bits += 1
            # a full table is kept ("deferred clear")
            cur = i
    put(cur)
    put(clear + 1)
    if n:
        out.append(acc & 255)
    return bytes([size]) + b"".join(bytes([len(out[i : i + 255])]) + bytes(out[i : i + 255]) for i in range(0, len(out), 255)) + b"\0"


def gif(screen, frames, palette=None, bits=0, background=0):
    out = b"GIF89a" + struct.pack("<HHBBB", *screen, (0x80 | bits - 1) if palette else 0, background, 0) + (palette or b"")
    for x, y, pixels, interlaced, transparent, local, localbits, disposal in frames:
        h, w = pixels.shape
        flags = disposal << 2
        if transparent is not None or disposal:
            out += b"\x21\xf9\4" + struct.pack("<BHBB", flags | (transparent is not None), 5, transparent or 0, 0)
        out += b"\x21\xfe\5hello\0"
        out += b"," + struct.pack("<HHHHB", x, y, w, h, (0x40 if interlaced else 0) | (0x80 | localbits - 1 if local else 0)) + (local or b"")
        rows = [r for s, d in ((0, 8), (4, 8), (2, 4), (1, 2)) for r in range(s, h, d)] if interlaced else range(h)
        size = max(2, localbits if local else bits or 8)
        out += lzw([int(v) for r in rows for v in pixels[r]], size)
    return out + b";"


def make_gif(m, r):
    for k in range(14):
        bits = int(m.rng.integers(1, 9))
        palette = m.rng.integers(0, 256, 3 << bits, dtype=np.uint8).tobytes() if k != 3 else bytes(v for i in range(1 << bits) for v in (i, i, i))
        w, h = m.size()
        pixels = m.smooth(w, h, 1, (1 << bits) - 1)[..., 0]
        x, y = (int(v) for v in m.rng.integers(0, 7, 2)) if k % 2 else (0, 0)
        grow = m.rng.integers(-3, 9, 2) if k % 2 else (0, 0)
        screen = (max(1, x + w + int(grow[0])), max(1, y + h + int(grow[1])))
        transparent = int(m.rng.integers(0, 1 << bits)) if k % 3 == 1 else None
        local, localbits = (m.rng.integers(0, 256, 3 << bits, dtype=np.uint8).tobytes(), bits) if k % 4 == 2 else (None, 0)
        second = (0, 0, pixels[: h // 2 + 1], False, None, None, 0, 0)
        m.add(f"gif{r}-{k}.gif", gif(screen, [(x, y, pixels, k % 5 == 2, transparent, local, localbits, k % 4)] + ([second] if k % 2 else []),
                                     None if k in (5, 10) and local is None else palette, bits, int(m.rng.integers(0, 1 << bits))))
    noise = m.rng.integers(0, 256, (97, 101), dtype=np.uint8)
    if r == 0:
        m.add("gif-full-table.gif", gif((101, 97), [(0, 0, noise, False, None, None, 0, 0)], bytes(m.rng.integers(0, 256, 768, dtype=np.uint8)), 8))
    m.save(f"gif{r}-pillow.gif", Image.fromarray(m.smooth(*m.size(), 3)), "GIF")


# ---------------------------------------------------------------- BMP
def bmp(w, h, depth, rows, palette=b"", compression=0, masks=b"", size=40, top_down=False, colours=0):
    if size == 12:
        head = struct.pack("<IHHHH", 12, w, h, 1, depth)
    else:
        head = struct.pack("<IiiHHIIiiII", size, w, -h if top_down else h, 1, depth, compression, len(rows), 2835, 2835, colours, 0)
        if size > 40:
            head += masks.ljust(16, b"\0")[: size - 40]
            head = head.ljust(size, b"\0")
            masks = b""
    offset = 14 + len(head) + len(masks) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(rows), 0, 0, offset) + head + masks + palette + rows


def bmp_rows(rows):
    return b"".join(row + bytes(-len(row) % 4) for row in rows)


def rle(pixels, four, rng):
    out = b""
    for y, row in enumerate(pixels):
        x = 0
        while x < len(row):
            kind = rng.integers(3)
            left = len(row) - x
            if kind == 0 and left >= 3:  # literal
                n = int(min(left, rng.integers(3, 12)))
                part = [int(v) for v in row[x : x + n]]
                if four:
                    part = [a << 4 | b for a, b in zip(part[::2], part[1::2] + [0])]
                data = bytes(part)
                out += bytes([0, n]) + data + bytes(len(data) % 2)
                x += n
            else:
                n = 1
                limit = int(min(left, 255))
                if four:
                    while n < limit and row[x + n] == row[x + n % 2]:
                        n += 1
                    second = int(row[x + 1]) if n > 1 else 0
                    out += bytes([n, int(row[x]) << 4 | second])
                else:
                    while n < limit and row[x + n] == row[x]:
                        n += 1
                    out += bytes([n, int(row[x])])
                x += n
        if y + 1 < len(pixels):
            out += b"\0\0"
    return out + b"\0\1"


def make_bmp(m, r):
    for depth in (1, 4, 8):
        for top_down in (False, True):
            for size in (12, 40, 108) if not top_down else (40,):
                w, h = m.size()
                s = m.smooth(w, h, 1, (1 << depth) - 1)
                stride = 3 if size == 12 else 4
                colours = 1 << depth
                if size == 40 and depth > 1 and m.rng.integers(2):
                    colours = int(m.rng.integers(1, 1 << depth))
                    s = s % colours
                palette = b"".join(bytes(m.rng.integers(0, 256, 3, dtype=np.uint8)) + bytes(stride - 3) for _ in range(colours))
                m.add(f"bmp{r}-{depth}-{size}-{'down' if top_down else 'up'}.bmp",
                      bmp(w, h, depth, bmp_rows(pack_rows(s, depth)), palette, size=size, top_down=top_down,
                          colours=colours if colours != 1 << depth else 0))
    for four in (False, True):
        w, h = m.size()
        s = m.smooth(w, h, 1, 15 if four else 255)[..., 0]
        palette = b"".join(bytes(m.rng.integers(0, 256, 3, dtype=np.uint8)) + b"\0" for _ in range(16 if four else 256))
        m.add(f"bmp{r}-rle{4 if four else 8}.bmp", bmp(w, h, 4 if four else 8, rle(s, four, m.rng), palette, compression=2 if four else 1))
        body = b"\4\x12\0\2\1\1\3\x30\0\0\2\x21\0\0\4\x45\0\0" if four else b"\4\1\0\2\1\1\3\2\0\0\2\3\0\0\5\7\0\0"
        m.add(f"bmp{r}-rle{4 if four else 8}-skip.bmp", bmp(8, 4, 4 if four else 8, body, palette, compression=2 if four else 1))
    for depth, masks, name in [
        (16, None, "555"), (16, (0x7C00, 0x3E0, 0x1F, 0), "555m"), (16, (0xF800, 0x7E0, 0x1F, 0), "565"), (24, None, "24"),
        (32, None, "32"), (32, (0xFF0000, 0xFF00, 0xFF, 0), "bgrx"), (32, (0xFF0000, 0xFF00, 0xFF, 0xFF000000), "bgra"),
        (32, (0xFF, 0xFF00, 0xFF0000, 0xFF000000), "rgba"), (32, (0xFF000000, 0xFF0000, 0xFF00, 0xFF), "abgr"),
        (32, (0xFF000000, 0xFF0000, 0xFF00, 0), "xbgr"),
    ]:
        for size in (40, 108, 124) if masks else (40,):
            if size == 40 and masks and masks[3]:
                continue
            w, h = m.size()
            raw = m.rng.integers(0, 256, (h, w * depth // 8), dtype=np.uint8)
            packed = struct.pack("<IIII", *masks)[: 12 if size == 40 else 16] if masks else b""
            m.add(f"bmp{r}-{name}-{size}.bmp", bmp(w, h, depth, bmp_rows([row.tobytes() for row in raw]), masks=packed,
                                                   compression=3 if masks else 0, size=size, top_down=bool(m.rng.integers(2))))
    for mode in ("1", "L", "P", "RGB", "RGBA"):
        m.save(f"bmp{r}-pillow-{mode}.bmp", Image.fromarray(m.smooth(*m.size(), 4)).convert(mode), "BMP")


# ---------------------------------------------------------------- TIFF
def make_tiff(m, r):
    import tifffile

    def write(name, data, **options):
        out = io.BytesIO()
        try:
            tifffile.imwrite(out, data, metadata=None, **options)
        except (ValueError, NotImplementedError, TypeError) as e:
            print(name, "not written:", e)
            return
        m.add(name, out.getvalue())

    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F", "YCbCr"):
        for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits"):
            w, h = m.size()
            if mode == "I;16":
                image = Image.fromarray(m.smooth(w, h, 1, 65535)[..., 0])
            elif mode in ("I", "F"):
                image = Image.fromarray((m.smooth(w, h, 1)[..., 0].astype(float) * 2 - 100).astype(np.int32 if mode == "I" else np.float32))
            elif mode == "CMYK":
                image = Image.fromarray(m.smooth(w, h, 4), "CMYK")
            else:
                image = Image.fromarray(m.smooth(w, h, 4)).convert(mode)
            try:
                m.save(f"tif{r}-{mode.replace(';', '')}-{compression}.tif", image, "TIFF", compression=compression)
            except Exception as e:
                print(mode, compression, "not written:", e)
    for compression in ("group3", "group4", "tiff_ccitt"):
        for _ in range(2):
            w, h = m.size()
            image = Image.fromarray(((m.smooth(w, h, 1)[..., 0] > 120) * 255).astype(np.uint8)).convert("1")
            m.save(f"tif{r}-{compression}-{w}x{h}.tif", image, "TIFF", compression=compression, strip_size=int(m.rng.integers(1, 200)))
    for mode in ("L", "RGB", "CMYK", "YCbCr"):
        w, h = m.size()
        m.save(f"tif{r}-jpeg-{mode}.tif", Image.fromarray(m.smooth(w, h, 4), "CMYK").convert(mode) if mode != "CMYK" else Image.fromarray(m.smooth(w, h, 4), "CMYK"),
               "TIFF", compression="jpeg", quality=85)
    for order in "<>":
        o = "le" if order == "<" else "be"
        for codec in (None, "lzw", "zlib", "packbits"):
            for dtype in (np.uint8, np.uint16):
                top = 255 if dtype is np.uint8 else 65535
                for predictor in (False, True) if codec in ("lzw", "zlib") else (False,):
                    for layout in ("strips", "tiles"):
                        n = int(m.rng.choice([1, 3, 4]))
                        w, h = m.size()
                        s = m.smooth(w, h, n, top).astype(dtype)
                        options = dict(compression=codec, predictor=predictor, byteorder=order, bigtiff=order == "<" and bool(m.rng.integers(2)))
                        options["photometric"] = "rgb" if n > 2 else str(m.rng.choice(["minisblack", "miniswhite"]))
                        if n == 4:
                            options["extrasamples"] = [str(m.rng.choice(["unassalpha", "assocalpha", "unspecified"]))]
                        # Pillow reads uncompressed planes of 16 bits wrongly, as if they had 8.
                        planar = n == 3 and bool(m.rng.integers(2)) and (codec is not None or top == 255)
                        if planar:
                            s = np.moveaxis(s, 2, 0).copy()
                            options["planarconfig"] = "separate"
                        elif n == 1:
                            s = s[..., 0]
                        if layout == "tiles":
                            options["tile"] = (16, 32)
                        else:
                            options["rowsperstrip"] = int(m.rng.integers(1, h + 2))
                        write(f"tif{r}-{o}-{codec}-{top}-{'pred' if predictor else 'nopred'}-{layout}-{n}{'p' if planar else ''}.tif", s, **options)
        w, h = m.size()
        write(f"tif{r}-{o}-float.tif", (m.smooth(w, h, 1)[..., 0] * 1.7 - 60).astype(np.float32), byteorder=order, photometric="minisblack")
        write(f"tif{r}-{o}-int32.tif", (m.smooth(w, h, 1)[..., 0].astype(np.int32) * 2 - 100), byteorder=order, photometric="minisblack")
        write(f"tif{r}-{o}-int16.tif", (m.smooth(w, h, 1)[..., 0].astype(np.int16) * 2 - 100), byteorder=order, photometric="minisblack")
        write(f"tif{r}-{o}-palette.tif", m.smooth(w, h, 1)[..., 0], byteorder=order, photometric="palette", colormap=m.rng.integers(0, 65536, (3, 256), dtype=np.uint16))
    for photometric in ("rgb", "ycbcr", "minisblack"):
        for layout in ("strips", "tiles"):
            for sub in ((1, 1), (2, 2), (2, 1)) if photometric == "ycbcr" else ((1, 1),):
                w, h = m.size()
                s = m.smooth(w, h, 3 if photometric != "minisblack" else 1)
                options = dict(tile=(16, 32)) if layout == "tiles" else dict(rowsperstrip=16)
                if photometric == "ycbcr":
                    options["subsampling"] = sub
                write(f"tif{r}-jpegcodec-{photometric}-{layout}-{sub[0]}{sub[1]}.tif", s if s.shape[2] > 1 else s[..., 0],
                      compression="jpeg", compressionargs=dict(level=85), photometric=photometric, **options)
    for depth in (1, 2, 4):
        for photo in (0, 1, 3):
            for order in "<>":
                w, h = m.size()
                rows = pack_rows(m.smooth(w, h, 1, (1 << depth) - 1), depth)
                m.add(f"tif{r}-bits{depth}-{photo}-{'le' if order == '<' else 'be'}.tif", plain_tiff(order, w, h, depth, photo, b"".join(rows), m.rng))


def plain_tiff(e, w, h, depth, photo, data, rng, extra=()):
    entries = [(256, 4, [w]), (257, 4, [h]), (258, 3, [depth]), (259, 3, [1]), (262, 3, [photo]), (273, 4, [8]), (277, 3, [1]),
               (278, 4, [h]), (279, 4, [len(data)]), *extra]
    if photo == 3:
        entries.append((320, 3, [int(v) for v in rng.integers(0, 65536, 3 << depth)]))
    entries.sort()
    at = 8 + len(data) + len(data) % 2
    values = at + 2 + 12 * len(entries) + 4
    ifd, tail = struct.pack(e + "H", len(entries)), b""
    for tag, kind, v in entries:
        raw = struct.pack(e + str(len(v)) + ("H" if kind == 3 else "I"), *v)
        if len(raw) <= 4:
            ifd += struct.pack(e + "HHI", tag, kind, len(v)) + raw.ljust(4, b"\0")
        else:
            ifd += struct.pack(e + "HHII", tag, kind, len(v), values + len(tail))
            tail += raw
    return (b"II*\0" if e == "<" else b"MM\0*") + struct.pack(e + "I", at) + data + bytes(len(data) % 2) + ifd + bytes(4) + tail


# ---------------------------------------------------------------- WebP
def make_webp(m, r):
    for k in range(10):
        w, h = m.size()
        n = 4 if k % 3 == 2 else 3
        m.save(f"webp{r}-lossy-{k}.webp", Image.fromarray(m.smooth(w, h, n)), "WEBP", quality=int(m.rng.integers(0, 101)),
               method=int(m.rng.integers(0, 7)), alpha_quality=int(m.rng.integers(0, 101)), exact=True)
    for k in range(10):
        w, h = m.size()
        n = 4 if k % 2 else 3
        s = m.smooth(w, h, n)
        if k > 5:
            s = s // (32 if k < 8 else 128) * (17 if k < 8 else 85)
        m.save(f"webp{r}-lossless-{k}.webp", Image.fromarray(s), "WEBP", lossless=True, quality=int(m.rng.integers(0, 101)),
               method=int(m.rng.integers(0, 7)), exact=True)
    w, h = m.size()
    frames = [Image.fromarray(m.smooth(w, h, 4)) for _ in range(3)]
    for lossless in (True, False):
        m.save(f"webp{r}-anim-{'lossless' if lossless else 'lossy'}.webp", frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=lossless)


# ---------------------------------------------------------------- what Pillow makes of them
def raw(image):
    return struct.pack("<II", *image.size) + image.tobytes()


def expected(data):
    """Policy to RGB, as the reference: turned upright, then converted."""
    def opened():
        image = Image.open(io.BytesIO(data))
        image.load()
        return ImageOps.exif_transpose(image)

    image = opened()
    out = {"hf": raw(image.convert("RGB"))}
    if "A" in image.mode or "transparency" in image.info:
        rgba = opened().convert("RGBA")
        white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
        out["white"] = raw(Image.alpha_composite(white, rgba).convert("RGB"))
    if image.mode.startswith("I;16"):
        stored = np.array(image).astype(np.int64)
        if getattr(Image.open(io.BytesIO(data)), "tag_v2", {}).get(262) == 0:
            stored = 65535 - stored  # MinIsWhite, which Pillow does not invert at this depth
        values = (stored + 128) // 257
        out["scaled16"] = raw(Image.fromarray(values.astype(np.uint8)).convert("RGB"))
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--largest", type=int, default=40)
    parser.add_argument("--only", default="png,orientation,jpeg,gif,bmp,tiff,webp")
    args = parser.parse_args()
    m = Maker(args.seed, args.largest)
    for r in range(args.rounds):
        for kind in args.only.split(","):
            globals()["make_" + kind](m, r)
    refused = 0
    with zipfile.ZipFile(args.out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
        def put(name, data):
            z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
        for name, data in m.files.items():
            put(name, data)
            try:
                for policy, rgb in expected(data).items():
                    put(f"{name}.{policy}", rgb)
            except Exception as e:
                refused += 1
                print(name, "refused by Pillow:", type(e).__name__, e)
                put(f"{name}.refused", type(e).__name__.encode())
    print(len(m.files), "pictures,", refused, "refused by Pillow")


if __name__ == "__main__":
    main()
