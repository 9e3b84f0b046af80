import datetime, xlsxwriter
book = xlsxwriter.Workbook("figures.xlsx")
book.set_properties({"created": datetime.datetime(2024, 1, 1)})
as_ = lambda code: book.add_format({"num_format": code})
sheet = book.add_worksheet("Terms")
sheet.write(0, 0, "What a loan costs")
sheet.write_row(2, 0, ["Topic", "Question", "Other questions", "Answer", "Since"])
date = as_("d mmmm yyyy")
rows = [
    ("Fines", "What is the fine for a day?", "How much is a late day?", 0.5, '"£"#,##0.00'),
    ("Fines", "Which share of the price is lost at most?", "", 0.155, "0.0%"),
    ("Loans", "How long is a loan?", "For how long may I keep it?", 21, '0 "days"'),
    ("Loans", "When does the desk close?", "", datetime.time(18, 30), "h:mm AM/PM"),
    ("Loans", "What does the library own?", "", 1234567, "#,##0"),
]
for at, (topic, question, other, value, code) in enumerate(rows, 3):
    sheet.write_row(at, 0, [topic, question, other])
    sheet.write(at, 3, value, as_(code))
    sheet.write_datetime(at, 4, datetime.datetime(2024, 3, 14), date)
plain = book.add_worksheet("Opening")
for at, (question, answer) in enumerate(
    [("Is it open on Sundays?", "No."), ("Where is the entrance?", "On the north side.")]
):
    plain.write_row(at, 0, [question, answer])
book.close()
