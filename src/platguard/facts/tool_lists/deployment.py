"""What brings it to where it runs."""

from __future__ import annotations

from platguard.facts.tool import Line, Tool

_KUBERNETES_WORKLOADS = (
    "apps/Deployment apps/StatefulSet apps/DaemonSet extensions/Deployment batch/CronJob"
    " serving.knative.dev/Service argoproj.io/Rollout apps.openshift.io/DeploymentConfig"
)

DEPLOYMENT: tuple[Tool, ...] = (
    Tool("deployment", "kubernetes", objects=_KUBERNETES_WORKLOADS),
    Tool(
        "deployment",
        "kubectl",
        commands=(
            *("kubectl apply", "kubectl create", "kubectl replace", "kubectl set"),
            *("kubectl patch", "kubectl rollout", "oc apply", "oc new-app"),
        ),
        actions="azure/k8s-deploy actions-hub/kubectl",
        parts="kubernetes kustomize",
    ),
    Tool(
        "deployment",
        "helm",
        paths="**/Chart.yaml",
        commands=("helm upgrade", "helm install"),
        actions="bitovi/github-actions-deploy-eks-helm deliverybot/helm",
        parts="kubernetes kubectl",
    ),
    Tool(
        "deployment",
        "helmfile",
        paths="**/helmfile.yaml **/helmfile.yaml.gotmpl **/helmfile.yml helmfile.d/",
        commands=("helmfile apply", "helmfile sync"),
        parts="helm kubernetes kubectl",
    ),
    Tool(
        "deployment",
        "kustomize",
        paths="**/kustomization.yaml **/kustomization.yml **/Kustomization",
        commands=("kustomize build",),
        parts="kubernetes",
    ),
    Tool(
        "deployment",
        "argocd",
        objects="argoproj.io/Application argoproj.io/ApplicationSet argoproj.io/AppProject",
        commands=("argocd app sync", "argocd app create", "argocd app set"),
        parts="helm helmfile kustomize kubernetes kubectl",
    ),
    Tool(
        "deployment",
        "flux",
        objects="*.toolkit.fluxcd.io/*",
        commands=("flux bootstrap", "flux create", "flux reconcile"),
        parts="helm helmfile kustomize kubernetes kubectl",
    ),
    Tool(
        "deployment",
        "skaffold",
        paths="**/skaffold.yaml **/skaffold.yml",
        commands=("skaffold run", "skaffold deploy"),
        parts="helm kustomize kubernetes kubectl",
    ),
    Tool(
        "deployment",
        "werf",
        paths="werf.yaml",
        commands=("werf converge",),
        parts="helm kubernetes",
    ),
    Tool("deployment", "docker-swarm", commands=("docker stack deploy", "docker service update")),
    Tool(
        "deployment",
        "docker-compose",
        is_of_services=True,
        remote=("docker compose up", "docker-compose up", "docker-compose"),
    ),
    Tool("deployment", "docker-run", remote=("docker run",)),
    Tool(
        "deployment",
        "serverless",
        paths="**/serverless.yml **/serverless.yaml **/serverless.ts **/serverless.js",
        commands=("serverless deploy",),
        actions="serverless/github-action",
    ),
    Tool(
        "deployment",
        "sam",
        paths="**/samconfig.toml",
        commands=("sam deploy",),
        texts=(
            Line(
                "AWS::Serverless",
                r"^[\"']?Transform[\"']?:\s.{0,3}AWS::Serverless",
                "Transform AWS::Serverless",
            ),
        ),
    ),
    Tool(
        "deployment", "cdk", aspect="infrastructure", paths="**/cdk.json", commands=("cdk deploy",)
    ),
    Tool(
        "deployment",
        "ecs",
        paths="**/ecs-params.yml",
        commands=("aws ecs", "ecs-cli up", "copilot deploy"),
        actions="aws-actions/amazon-ecs-deploy-task-definition"
        " aws-actions/amazon-ecs-render-task-definition",
        texts=(Line('"containerDefinitions"', r'"containerDefinitions"\s*:', "a task definition"),),
    ),
    Tool(
        "deployment",
        "elastic-beanstalk",
        paths=".elasticbeanstalk/",
        commands=("eb deploy", "aws elasticbeanstalk"),
    ),
    Tool(
        "deployment",
        "cloudformation",
        aspect="infrastructure",
        commands=("aws cloudformation",),
        actions="aws-actions/aws-cloudformation-github-deploy",
    ),
    Tool("deployment", "lambda", commands=("aws lambda",)),
    Tool(
        "deployment", "codedeploy", paths="**/appspec.yml **/appspec.yaml", commands=("aws deploy",)
    ),
    Tool(
        "deployment",
        "nomad",
        paths="**/*.nomad **/*.nomad.hcl",
        commands=("nomad run", "nomad job run"),
    ),
    Tool(
        "deployment",
        "terraform",
        aspect="infrastructure",
        paths="**/*.tf **/*.tf.json",
        commands=("terraform apply", "tofu apply"),
    ),
    Tool(
        "deployment",
        "terragrunt",
        aspect="infrastructure",
        paths="**/terragrunt.hcl",
        commands=("terragrunt apply", "terragrunt run-all"),
        parts="terraform",
    ),
    Tool(
        "deployment",
        "pulumi",
        aspect="infrastructure",
        paths="**/Pulumi.yaml **/Pulumi.yml",
        commands=("pulumi up",),
        actions="pulumi/actions",
    ),
    Tool(
        "deployment",
        "heroku",
        paths="Procfile?web: heroku.yml app.json?heroku",
        actions="akhileshns/heroku-deploy",
        commands=("heroku container:push", "heroku container:release", "heroku git:remote"),
    ),
    Tool("deployment", "fly", paths="**/fly.toml", commands=("fly deploy",)),
    Tool(
        "deployment",
        "vercel",
        aspect="sites",
        paths="**/vercel.json",
        commands=("vercel deploy",),
        actions="amondnet/vercel-action",
    ),
    Tool(
        "deployment",
        "netlify",
        aspect="sites",
        paths="**/netlify.toml",
        commands=("netlify deploy",),
        actions="nwtgck/actions-netlify",
    ),
    Tool(
        "deployment",
        "firebase",
        aspect="sites",
        paths="**/firebase.json",
        commands=("firebase deploy",),
        actions="firebaseextended/action-hosting-deploy",
    ),
    Tool(
        "deployment",
        "cloudflare-workers",
        paths="**/wrangler.toml **/wrangler.jsonc",
        commands=("wrangler deploy", "wrangler publish"),
        actions="cloudflare/wrangler-action",
    ),
    Tool(
        "deployment",
        "cloud-run",
        commands=("gcloud run deploy",),
        actions="google-github-actions/deploy-cloudrun",
    ),
    Tool(
        "deployment",
        "app-engine",
        commands=("gcloud app deploy",),
        actions="google-github-actions/deploy-appengine",
    ),
    Tool(
        "deployment",
        "cloud-functions",
        commands=("gcloud functions deploy",),
        actions="google-github-actions/deploy-cloud-functions",
    ),
    Tool(
        "deployment", "azure-app-service", commands=("az webapp",), actions="azure/webapps-deploy"
    ),
    Tool(
        "deployment",
        "azure-functions",
        commands=("az functionapp",),
        actions="azure/functions-action",
    ),
    Tool(
        "deployment",
        "azure-container-apps",
        commands=("az containerapp",),
        actions="azure/container-apps-deploy-action",
    ),
    Tool("deployment", "render", paths="render.yaml"),
    Tool("deployment", "railway", paths="railway.json railway.toml", commands=("railway up",)),
    Tool("deployment", "cloud-foundry", commands=("cf push",)),
    Tool("deployment", "kamal", commands=("kamal deploy", "kamal setup", "kamal redeploy")),
    Tool(
        "deployment",
        "ansible",
        aspect="configuration",
        paths="**/ansible.cfg",
        commands=("ansible-playbook",),
        texts=(Line("hosts: tasks:", r"^- hosts: |^  hosts: ", "a playbook"),),
    ),
    Tool("deployment", "capistrano", paths="Capfile"),
)
