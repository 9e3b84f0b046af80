# As QnA Maker's successor packs a knowledge base: its questions, and beside them its synonyms.
import zipfile
synonyms = 'Synonyms\n"parcel","shipment","consignment"\n"refund","reimbursement"\n'
with zipfile.ZipFile("qnamaker.zip", "w", zipfile.ZIP_DEFLATED) as out:
    for name, text in (("shop-qnas.tsv", open("kb.tsv").read()), ("shop-synonyms.tsv", synonyms)):
        info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        out.writestr(info, text)
