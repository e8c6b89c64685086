"""DOCX files read back: their paragraphs as they are, as accepted, as rejected, with comments on what they stand on."""

import io

import docx
from docx.oxml.ns import qn

T, INS, DEL = qn("w:t"), qn("w:ins"), qn("w:del")


def opened(data):
    return docx.Document(io.BytesIO(data))


def _text(element):
    told = []
    for part in element.iter(T, qn("w:delText"), qn("w:br")):
        if part.tag != qn("w:br"):
            told.append(part.text or "")
        elif part.get(qn("w:type")) != "page":  # LibreOffice writes so what a style says of its pages
            told.append("\n")
    return "".join(told)


def _inside(element, tag):
    return any(parent.tag == tag for parent in element.iterancestors())


def _mark(paragraph, tag):
    """Whether the mark of a paragraph came (w:ins) or is gone (w:del)."""
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{tag}") is not None


def texts(document, *, without, gone_mark):
    """The paragraphs without what stands in elements called ``without``; one whose mark is in such goes as a whole."""
    found = []
    for paragraph in document.element.body.iter(qn("w:p")):
        text = "".join(_text(run) for run in paragraph.iter(qn("w:r")) if not _inside(run, without))
        if not (_mark(paragraph, gone_mark) and not text):
            found.append(text)
    return found


def accepted(document):
    return texts(document, without=DEL, gone_mark=DEL)


def rejected(document):
    return texts(document, without=INS, gone_mark=INS)


def changes(document):
    """What came and what is gone, in the order of the text."""
    return [
        (element.tag.rpartition("}")[2], _text(element))
        for element in document.element.body.iter(INS, DEL)
        if _text(element)
    ]


def remarks(document):
    """Who said what about which words."""
    body = document.element.body
    told = []
    for comment in document.comments:
        number, words, inside = str(comment.comment_id), [], False
        for element in body.iter():
            if element.tag == qn("w:commentRangeStart") and element.get(qn("w:id")) == number:
                inside = True
            if element.tag == qn("w:commentRangeEnd") and element.get(qn("w:id")) == number:
                inside = False
            if inside and element.tag == T:
                words.append(element.text)
        told.append((comment.author, "".join(words), comment.text))
    return told
