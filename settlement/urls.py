from django.urls import path

from settlement.views import act, batches, exporting, figures, handling, money, uploading

app_name = "settlement"
urlpatterns = [
    path("claims/", batches.batches, name="batches"),
    path("claims/upload/", uploading.upload, name="upload"),
    path("claims/template/", uploading.blank, name="template"),
    path("claims/intakes/<uuid:pk>/", uploading.intake, name="intake"),
    path("claims/intakes/<uuid:pk>/confirm/", uploading.confirm, name="confirm"),
    path("claims/intakes/<uuid:pk>/marked/", uploading.marked, name="marked"),
    path("claims/figures/", figures.figures, name="figures"),
    path("claims/exports/", exporting.exports, name="exports"),
    path("claims/exports/<uuid:pk>/file/", exporting.download, name="download_export"),
    path("claims/<uuid:pk>/lines/export/", exporting.export, name="export_lines"),
    path("claims/<uuid:pk>/", batches.batch, name="batch"),
    path("claims/<uuid:pk>/lines/", batches.lines, name="lines"),
    path("claims/<uuid:pk>/<slug:verb>/preview/", act.preview, name="preview"),
    path("claims/<uuid:pk>/<slug:verb>/", act.act, name="act"),
    path("handlers/<int:pk>/fees/", handling.fees, name="handler_fees"),
    path("payments/", money.payments, name="payments"),
    path("payments/file/", money.payment_file, name="payment_file"),
    path("payments/answers/", money.answers, name="answers"),
    path("payees/", money.payee_list, name="payees"),
    path("payees/<int:pk>/confirm/", money.confirm_payee, name="confirm_payee"),
    path("books/", money.ledger, name="books"),
    path("books/close/", money.close_month, name="close_month"),
    path("books/transfer/", money.move_money, name="move_money"),
]
