"""What builds and tests."""

from __future__ import annotations

from platguard.facts.tool import Line, Tool

CONTINUOUS_INTEGRATION: tuple[Tool, ...] = (
    Tool("ci", "github-actions", paths=".github/workflows/"),
    Tool("ci", "gitlab-ci", paths=".gitlab-ci.yml"),
    Tool("ci", "jenkins", paths="**/Jenkinsfile* **/*.jenkinsfile .jenkins/"),
    Tool("ci", "circleci", paths=".circleci/"),
    Tool("ci", "travis", paths=".travis.yml"),
    Tool("ci", "azure-pipelines", paths="**/azure-pipelines* .azure-pipelines/"),
    Tool("ci", "bitbucket-pipelines", paths="bitbucket-pipelines.yml"),
    Tool("ci", "drone", paths=".drone.yml .drone.yaml .drone.jsonnet .drone.star"),
    Tool("ci", "teamcity", paths=".teamcity/"),
    Tool("ci", "buildkite", paths=".buildkite/"),
    Tool("ci", "tekton", objects="tekton.dev/* triggers.tekton.dev/*", paths=".tekton/"),
    Tool(
        "ci",
        "argo-workflows",
        objects="argoproj.io/Workflow argoproj.io/WorkflowTemplate argoproj.io/CronWorkflow"
        " argoproj.io/ClusterWorkflowTemplate",
        charts="argo-workflows",
    ),
    Tool("ci", "cloud-build", paths="**/cloudbuild.yaml **/cloudbuild.yml **/cloudbuild.json"),
    Tool("ci", "codebuild", paths="**/buildspec.yml **/buildspec.yaml"),
    Tool(
        "ci",
        "concourse",
        texts=(Line("jobs: resources: plan:", r"^\s*- put: ", "a step that puts"),),
    ),
    Tool("ci", "appveyor", paths="appveyor.yml .appveyor.yml"),
    Tool("ci", "cirrus", paths=".cirrus.yml .cirrus.star"),
    Tool("ci", "woodpecker", paths=".woodpecker.yml .woodpecker.yaml .woodpecker/"),
    Tool("ci", "semaphore", paths=".semaphore/"),
    Tool("ci", "prow", paths=".prow.yaml .prow/ prow/"),
)
