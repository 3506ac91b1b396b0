"""Replicate as a provider of pictures and clips: the client of its HTTP API.

What costs money is sent once (`wire`), what is made is brought home at once and judged (`download`, `judging`), what
goes wrong is said in our own errors (`errors`). Models and prices are the price catalogue's.
"""

from storyreel_media.outputs.judging import Received
from storyreel_media.replicate.answers import Prediction, UploadedFile
from storyreel_media.replicate.client import BASE_URL, Generated, Limits, Replicate, Watch
from storyreel_media.replicate.download import HOSTS, Downloads
from storyreel_media.replicate.errors import AnswerLost, outcome

__all__ = [
    "BASE_URL",
    "HOSTS",
    "AnswerLost",
    "Downloads",
    "Generated",
    "Limits",
    "Prediction",
    "Received",
    "Replicate",
    "UploadedFile",
    "Watch",
    "outcome",
]
