"""Pictures of pages drawn by hand: made level, and freed of seals and shadows."""

import pytest

cv2 = pytest.importorskip("cv2", reason='planparse[ocr] is not installed: pip install "planparse[ocr]"')
np = pytest.importorskip("numpy")

from planparse.readers.scan.straight import clean, find_tilt, turn_back  # noqa: E402

SCALE = 200 / 72
WIDTH, HEIGHT = 1654, 2339
RED = (60, 40, 220)


def sheet():
    """A white page with lines of words."""
    page = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    for y in range(300, 2000, 60):
        for x in range(200, 1400, 40):
            cv2.rectangle(page, (x, y), (x + 28, y + 24), (20, 20, 20), 3)
    return page


def turned(page, degrees):
    """Turn a page clockwise about its middle."""
    about = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), -degrees, 1)
    return cv2.warpAffine(page, about, (WIDTH, HEIGHT), borderValue=(255, 255, 255))


@pytest.mark.parametrize("degrees", [0, 0.5, -0.7, 3, -3, 4.5])
def test_tilt_is_found_to_a_twentieth_of_a_degree(degrees):
    grey, _ = clean(turned(sheet(), degrees), SCALE)
    assert find_tilt(grey) == pytest.approx(degrees, abs=0.06)
    assert find_tilt(turn_back(grey, find_tilt(grey))) == pytest.approx(0, abs=0.06)


def test_a_blank_page_has_no_tilt():
    assert find_tilt(np.full((HEIGHT, WIDTH), 255, np.uint8)) == 0


def test_a_seal_vanishes_and_the_words_below_it_stay():
    page = sheet()
    red = np.zeros(page.shape[:2], np.uint8)
    cv2.circle(red, (900, 1200), 165, 255, 12)  # 42 mm across
    page[red > 0] = np.minimum(page[red > 0], RED)
    (grey, _), (plain, _) = clean(page, SCALE), clean(sheet(), SCALE)
    assert (grey[red > 0][plain[red > 0] > 200] > 180).all(), "red on white is gone"
    assert (grey[(red > 0) & (plain < 60)] < 100).all(), "black below red is still there"


def test_a_seal_in_grey_vanishes_and_it_is_told_where_it_was():
    page, seal = sheet(), np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.circle(seal, (900, 1200), 165, 255, 12)
    page[seal > 0] = np.minimum(page[seal > 0], 140)
    (grey, lost), (plain, nothing) = clean(page, SCALE), clean(sheet(), SCALE)
    assert (grey[seal > 0][plain[seal > 0] > 200] > 180).mean() > 0.97, "grey on white is gone"
    assert (grey[(seal > 0) & (plain < 60)] < 100).all(), "black below grey is still there"
    assert lost[seal > 0].mean() > 0.6 and not lost[:900].any() and not nothing.any()


def test_print_in_grey_is_no_seal():
    page = np.maximum(sheet(), 128)
    page[:1200] = 255  # a block of it as large as a seal
    page[1700:] = 255
    page[:, :800] = 255
    page[:, 1200:] = 255
    grey, lost = clean(page, SCALE)
    assert not lost.any() and (grey < 100).any()


def test_a_red_title_is_no_seal():
    page = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    for x in range(300, 1300, 110):  # the issuer's name across the head of an official document
        cv2.rectangle(page, (x, 200), (x + 90, 290), RED, 12)
    grey, _ = clean(page, SCALE)
    assert (grey[200:300, 300:1300] < 160).sum() > 20_000


def test_a_shadow_is_lifted():
    shade = np.linspace(0.35, 1, WIDTH)[None, :, None]
    grey, _ = clean((sheet() * shade).astype(np.uint8), SCALE)
    assert np.percentile(grey[:, :200], 50) > 235, "paper is white on the dark side too"
    assert (grey[300:325, 200:228] < 120).any(), "and ink is dark"
