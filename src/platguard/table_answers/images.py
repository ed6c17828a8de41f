"""What rules may ask about repositories of images that were given up."""

from __future__ import annotations

from dataclasses import dataclass

from platguard.retired_images import RetiredImage, retired_image


@dataclass(frozen=True, kw_only=True)
class ImageAnswers:
    """Answers from the table of retired images."""

    retired_images: tuple[RetiredImage, ...]
    """The first that matches an image counts."""

    def image_retired_on(self, registry: str, repository: str) -> str:
        """The day from which an image repository is given up; empty where it is not."""
        found = retired_image(self.retired_images, registry, repository)
        return found.retired if found else ""

    def image_advice(self, registry: str, repository: str) -> str:
        """What to use instead of a retired image repository, as a sentence; empty for others."""
        found = retired_image(self.retired_images, registry, repository)
        if found is None:
            return ""
        if not found.replacement:
            return f"Nothing replaces it{f'; {found.note}' if found.note else ''}."
        remark = "the same repositories and tags are there" if found.safe else found.note
        return f"Use {found.replacement}{f'; {remark}' if remark else ''}."

    def image_moved_to(self, registry: str, repository: str) -> str:
        """The new name of a retired repository with the same tags: `registry.k8s.io/pause`.

        Empty for any other.
        """
        found = retired_image(self.retired_images, registry, repository)
        if found is None or not found.safe:
            return ""
        return f"{found.replacement}/{repository}" if "*" in found.pattern else found.replacement
