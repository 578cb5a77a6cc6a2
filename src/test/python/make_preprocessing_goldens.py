#!/usr/bin/env python3
"""Makes goldens of Pillow's resize, and of transformers' CLIPImageProcessor under unusual settings.

    pip install pillow numpy transformers==4.57.1
    make_preprocessing_goldens.py OUT.zip [--seed 1] [--cases 60] [--largest 90]

The zip holds pairs NAME.txt, NAME.bin. NAME.txt is a line of a resize, `resize KERNEL WIDTH HEIGHT
NEW_WIDTH NEW_HEIGHT`, or `clip WIDTH HEIGHT CROP_WIDTH CROP_HEIGHT` followed by a line with the
preprocessor_config.json. NAME.bin holds the source's RGB bytes, then the result's: for `clip` the
uint8 crop as rows of RGB, then the pixel values as float32 LE, channel by channel.
"""
import argparse
import json
import zipfile

import numpy as np
from PIL import Image


def picture(rng, w, h):
    y, x = np.mgrid[0:h, 0:w].astype(float)
    out = np.stack([0.5 + 0.5 * np.sin(rng.uniform(-1, 1) * x + rng.uniform(-1, 1) * y + c) for c in range(3)], -1)
    out += rng.normal(0, rng.choice([0, 0.3]), out.shape)
    return np.clip(np.rint(out * 255), 0, 255).astype(np.uint8)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--largest", type=int, default=90)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    with zipfile.ZipFile(args.out, "w") as z:

        def put(name, text, data):
            for n, d in ((name + ".txt", text.encode()), (name + ".bin", data)):
                z.writestr(zipfile.ZipInfo(n, (2026, 1, 1, 0, 0, 0)), d, zipfile.ZIP_DEFLATED, 9)

        for i in range(args.cases):
            kernel = i % 6
            w, h, nw, nh = (int(v) for v in rng.integers(1, args.largest + 1, 4))
            if i % 7 == 0:
                nw = w
            if i % 11 == 0:
                nh = h
            p = picture(rng, w, h)
            r = np.array(Image.fromarray(p).resize((nw, nh), kernel))
            put(f"resize-{i}", f"resize {kernel} {w} {h} {nw} {nh}\n", p.tobytes() + r.tobytes())

        from transformers import CLIPImageProcessor

        for i in range(args.cases):
            w, h, a, b, c = (int(v) for v in rng.integers(1, args.largest + 1, 5))
            config = {"image_processor_type": "CLIPImageProcessor", "resample": i % 6}
            size = [{"shortest_edge": a}, {"height": a, "width": b}, a][i % 3]
            config["size"] = size
            config["crop_size"] = [{"height": b, "width": c}, c][i % 2]
            if i % 5 == 4:
                config["do_resize"] = False
            if i % 10 == 6 and i % 3 == 1:
                config["do_center_crop"] = False
            if i % 9 == 2:
                config["do_normalize"] = False
            if i % 13 == 5:
                config["do_rescale"] = False
            if i % 4 == 1:
                config["image_mean"], config["image_std"] = [0.5, 0.4, 0.3], [0.5, 0.25, 0.7]
                config["rescale_factor"] = 1 / 127.5
            p = picture(rng, w, h)
            options = dict(images=Image.fromarray(p), input_data_format="channels_last", return_tensors="np")
            processor = CLIPImageProcessor(**config)
            values = processor(**options)["pixel_values"][0]
            raw = CLIPImageProcessor(**{**config, "do_rescale": False, "do_normalize": False})(**options)["pixel_values"][0]
            _, ch, cw = values.shape
            if ch * cw == 0:
                continue
            rows = np.moveaxis(raw, 0, 2).astype(np.uint8)
            put(f"clip-{i}", f"clip {w} {h} {cw} {ch}\n{json.dumps(config)}\n",
                p.tobytes() + rows.tobytes() + values.astype("<f4").tobytes())


if __name__ == "__main__":
    main()
