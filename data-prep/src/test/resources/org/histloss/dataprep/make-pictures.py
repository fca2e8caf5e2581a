"""Makes the pictures beside this script with Pillow 12.3.0: python make-pictures.py

Each is 16 wide, 16 high: red on the left, blue on the right. The one with EXIF orientation 6 says
that it must be turned a quarter clockwise, so that red comes to the top.
"""

from PIL import Image

picture = Image.new("RGB", (16, 16), (255, 0, 0))
picture.paste((0, 0, 255), (8, 0, 16, 16))
picture.convert("CMYK").save("red-blue-cmyk.jpg", quality=95, subsampling=0)
picture.save("red-blue.webp", lossless=True)
exif = Image.Exif()
exif[0x0112] = 6
picture.save("red-blue-exif6.jpg", quality=95, subsampling=0, exif=exif)
