"""Java archives from Maven Central, with all that they need, in one folder."""

from __future__ import annotations

import tempfile
from pathlib import Path

from services.service import program, run

_PROJECT = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>muniment</groupId>
  <artifactId>fetched</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>{group}</groupId>
      <artifactId>{artifact}</artifactId>
      <version>{version}</version>
    </dependency>
  </dependencies>
</project>
"""


def fetch_jars(group: str, artifact: str, version: str, folder: Path) -> None:
    """Have the artifact and its dependencies in ``folder``. Raises `services.Unavailable`."""
    if folder.exists():
        return
    maven = program("mvn", "maven")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        project = Path(work) / "pom.xml"
        project.write_text(_PROJECT.format(group=group, artifact=artifact, version=version))
        fetched = Path(work) / "jars"
        run(
            *(maven, "--batch-mode", "--quiet", "--file", project),
            *("dependency:copy-dependencies", "-DincludeScope=runtime"),
            f"-DoutputDirectory={fetched}",
        )
        fetched.rename(folder)  # all of them or none
