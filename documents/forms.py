"""Forms of the verification pages."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

# A letter has a few pages; anything larger is none of ours and is not read.
LARGEST_FILE = 10 * 1024 * 1024


def plain_code(text: str) -> str:
    """A verify code as stored, out of what people type: spaces, hyphens and small letters are theirs."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())


class VerifyForm(forms.Form):
    """The code printed under every letter."""

    code = forms.CharField(label="核验码", max_length=40, help_text="印在文书末尾二维码旁，共16位，不分大小写。")

    def clean_code(self) -> str:
        """The code without separators."""
        code = plain_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError("请输入文书上的核验码。")
        return code


class CompareForm(forms.Form):
    """A PDF that somebody holds, to be compared with the issued one."""

    file = forms.FileField(label="PDF文件", help_text="选择您收到的PDF文件。文件只用来比对，不会保存。")

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large to be a letter."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError("文件超过10兆字节，不是本系统出具的文书。")
        return file
