"""Finds tables on a page of a PDF: by their lines, or by the gaps between words."""

from bisect import bisect_right

_NEAR = 3.0  # points; lines this close are one


def _cluster(values):
    """Values that are close together become one, from small to large."""
    result = []
    for value in sorted(values):
        if not result or value - result[-1] > _NEAR:
            result.append(value)
    return result


def _grids(across, down):
    """Groups of horizontal and vertical lines that touch each other."""
    parent = list(range(len(across) + len(down)))

    def root(index):
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for number, (x, bottom, top) in enumerate(down, start=len(across)):
        for index, (y, left, right) in enumerate(across):
            if (
                left - _NEAR <= x <= right + _NEAR
                and bottom - _NEAR <= y <= top + _NEAR
            ):
                parent[root(index)] = root(number)
    groups = {}
    for index in range(len(parent)):
        groups.setdefault(root(index), []).append(index)
    for members in groups.values():
        flat = [across[index] for index in members if index < len(across)]
        tall = [down[index - len(across)] for index in members if index >= len(across)]
        if flat and tall:
            yield flat, tall


def find_ruled(page, chunks):
    """Tables drawn with lines.

    :return: list of (y of the top, rows of cells of chunks, (left, right)), and the
        chunks that are in no table
    """
    if (
        not page.across
        or len(page.down) < 3
        or len(page.across) + len(page.down) > 4000
    ):
        return [], chunks
    tables = []
    for across, down in _grids(page.across, page.down):
        xs = _cluster(x for x, _bottom, _top in down)
        ys = _cluster(y for y, _left, _right in across)
        if len(xs) < 3 or len(ys) < 2:
            continue
        left, right, bottom, top = xs[0], xs[-1], ys[0], ys[-1]
        inside = [
            chunk
            for chunk in chunks
            if left - 2 <= chunk.x <= right and bottom - 2 <= chunk.y <= top
        ]
        if not inside:
            continue
        taken = set(map(id, inside))
        chunks = [chunk for chunk in chunks if id(chunk) not in taken]
        rows = [[[] for _x in xs[1:]] for _y in ys[1:]]
        for chunk in inside:
            column = min(max(bisect_right(xs, chunk.x + 1) - 1, 0), len(xs) - 2)
            row = min(max(bisect_right(ys, chunk.y + 1) - 1, 0), len(ys) - 2)
            while row < len(ys) - 2 and not _is_ruled(
                across, ys[row + 1], (xs[column] + xs[column + 1]) / 2
            ):
                row += 1  # a cell over several rows: its text belongs to the first
            rows[len(ys) - 2 - row][column].append(chunk)
        tables.append((top, [row for row in rows if any(row)], (left, right)))
    return tables, chunks


def _is_ruled(across, y, x):
    return any(
        abs(other - y) <= _NEAR and left - _NEAR <= x <= right + _NEAR
        for other, left, right in across
    )


def find_spaced(lines):
    """Replace lines that are the rows of a table without lines by that table."""
    result, index = [], 0
    while index < len(lines):
        end = _run(lines, index)
        rows = _rows(lines[index:end]) if end - index > 1 else None
        if rows:
            first = lines[index]
            first.table = rows
            result.append(first)
            index = end
        else:
            result.append(lines[index])
            index += 1
    return result


def _run(lines, start):
    """Where the lines end that may be rows of one table."""
    end, last = start, start
    while end < len(lines):
        line = lines[end]
        if line.table is not None or line.toc:
            break
        if end > start:
            before = lines[end - 1]
            if before.y - line.y > 3.2 * line.size or before.y < line.y:
                break
            if line.size > 1.15 * lines[start].size:
                break
        if len(line.segments) > 1:
            last = end + 1
        elif (
            last == end
            and end > start
            and not line.bold
            and (
                lines[end - 1].y - line.y < 1.3 * line.size
                or _keeps_pace(lines[start : end + 1])
            )
            and abs(lines[end - 1].size - line.size) < 0.5
            and any(abs(line.x - segment.x) < 2 for segment in lines[start].segments)
        ):
            last = end + 1  # the last line of a row whose other cells are shorter
        elif end - last >= 3 or end == start:
            break
        elif len(line.text) > 60 and abs(line.x - lines[start].x) < 3:
            break  # text that runs over the columns
        end += 1
    return last


def _keeps_pace(lines):
    """Whether the last line follows the rows below a bold head at their distance."""
    if len(lines) < 4 or not lines[0].bold:
        return False
    before, gap = lines[-3].y - lines[-2].y, lines[-2].y - lines[-1].y
    return abs(gap - before) < 0.1 * before


def _rows(lines):
    """The cells of rows, or None if the lines do not stand in columns."""
    many = [line for line in lines if len(line.segments) > 1]
    if len(many) < 2:
        return None
    columns = []  # [from, to]: what overlaps is one column
    for segment in sorted(
        (segment for line in many for segment in _parts(line)), key=lambda s: s.x
    ):
        if columns and segment.x < columns[-1][1] + 1:
            columns[-1][1] = max(columns[-1][1], segment.end)
        else:
            columns.append([segment.x, segment.end])
    if len(columns) < 2:
        return None
    starts = [column[0] - 1 for column in columns]
    rows, last = [], None
    for line in lines:
        segments = _parts(line)
        places = [max(bisect_right(starts, s.x) - 1, 0) for s in segments]
        cells = [("", False)] * len(columns)
        for place, segment in zip(places, segments, strict=True):
            text = cells[place][0]
            cells[place] = (f"{text} {segment.text}".strip(), line.bold)
        goes_on = (
            last is not None
            and line.bold == last.bold
            and all(
                segment.text[:1].islower()
                or _is_full(rows[-1], last, columns, place, segment)
                or (line.bold and len(rows) == 1 and rows[0][place][0] and places[0])
                for place, segment in zip(places, segments, strict=True)
            )
        )
        if goes_on and last.y - line.y < 1.9 * line.size:
            rows[-1] = [
                (" ".join(filter(None, (old, new))), bold)
                for (old, bold), (new, _bold) in zip(rows[-1], cells, strict=True)
            ]
        else:
            rows.append(cells)
        last = line
    return rows


def _parts(line):
    """The pieces of a line; a number before a text may be a column of its own."""
    return [part for segment in line.segments for part in segment.parts or (segment,)]


def _is_full(row, line, columns, place, segment):
    """Whether the first word of a line did not fit into the cell above it."""
    left, right = columns[place]
    if place + 1 < len(columns):
        right = max(right, columns[place + 1][0] - line.size)
    word = segment.text.split(" ")[0]
    width = (segment.end - segment.x) * len(word) / max(len(segment.text), 1)
    return any(map(str.isalpha, row[place][0])) and any(
        left <= part.x + 1 < right
        and part.end - part.x > 0.6 * (right - left)
        and part.end + width > right - 0.5 * line.size
        for part in _parts(line)
    )
