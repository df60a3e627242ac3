"""The page of a dataset's rules."""

from django.contrib.auth.models import User
from django.test import Client

from inspector.models import Dataset


def test_a_manager_changes_the_rules(dataset: Dataset, owner: User) -> None:
    client = Client()
    client.force_login(owner)
    assert "Rules of Study" in client.get("/datasets/study/rules/").content.decode()

    answer = client.post("/datasets/study/rules/", {"release_needs_review": "on"})

    assert (answer.status_code, answer["Location"]) == (302, "/datasets/study/rules/")
    assert Dataset.objects.get(pk=dataset.pk).release_needs_review
    text = client.get("/datasets/study/rules/").content.decode()
    assert 'name="release_needs_review" checked' in text
    assert "The rules of Study are changed." in text
