"""Where secrets are kept."""

from __future__ import annotations

from platguard.facts.tool import Line, Tool

SECRETS: tuple[Tool, ...] = (
    Tool("secrets", "kubernetes-secret", aspect="plain", objects="/Secret"),
    Tool(
        "secrets",
        "external-secrets",
        objects=(
            "external-secrets.io/* generators.external-secrets.io/* "
            "kubernetes-client.io/ExternalSecret"
        ),
        charts="external-secrets",
        parts=(
            "vault aws-secrets-manager google-secret-manager azure-key-vault doppler "
            "1password infisical kubernetes-secret"
        ),
    ),
    Tool(
        "secrets",
        "vault",
        objects="secrets.hashicorp.com/* vault.banzaicloud.com/*",
        images="hashicorp/vault hashicorp/vault-k8s hashicorp/vault-secrets-operator",
        charts="vault vault-secrets-operator",
        actions="hashicorp/vault-action",
        commands=("vault read", "vault kv get", "vault kv put", "vault write", "vault login"),
        texts=(
            Line(
                "vault.hashicorp.com/agent-inject",
                r"vault\.hashicorp\.com/agent-inject[\"']?:\s*[\"']?true",
                "annotation vault.hashicorp.com/agent-inject",
            ),
        ),
        dependencies=(
            "hvac node-vault github.com/hashicorp/vault/api "
            "org.springframework.cloud:spring-cloud-starter-vault-config"
        ),
        parts="kubernetes-secret",
    ),
    Tool(
        "secrets",
        "sealed-secrets",
        objects="bitnami.com/SealedSecret",
        images="bitnami/sealed-secrets-controller sealed-secrets-controller",
        charts="sealed-secrets",
        commands=("kubeseal",),
        parts="kubernetes-secret",
    ),
    Tool(
        "secrets",
        "sops",
        paths="**/.sops.yaml **/.sops.yml",
        objects="isindir.github.com/SopsSecret viaduct.ai/ksops",
        commands=("sops",),
        texts=(
            Line(
                "sops: mac: lastmodified:", r"^[\"']?sops[\"']?:\s*$", "a value encrypted by SOPS"
            ),
        ),
        parts="kubernetes-secret",
    ),
    Tool(
        "secrets",
        "aws-secrets-manager",
        commands=("aws secretsmanager", "aws ssm"),
        actions="aws-actions/aws-secretsmanager-get-secrets",
        dependencies=(
            "@aws-sdk/client-secrets-manager aws-secretsmanager-caching "
            "github.com/aws/aws-sdk-go-v2/service/secretsmanager"
        ),
    ),
    Tool(
        "secrets",
        "google-secret-manager",
        commands=("gcloud secrets",),
        actions="google-github-actions/get-secretmanager-secrets",
        dependencies=(
            "google-cloud-secret-manager @google-cloud/secret-manager "
            "cloud.google.com/go/secretmanager"
        ),
    ),
    Tool(
        "secrets",
        "azure-key-vault",
        objects="spv.no/AzureKeyVaultSecret",
        commands=("az keyvault",),
        actions="azure/get-keyvault-secrets",
        dependencies="azure-keyvault-secrets @azure/keyvault-secrets",
    ),
    Tool(
        "secrets",
        "csi-secrets-store",
        objects="secrets-store.csi.x-k8s.io/*",
        charts="secrets-store-csi-driver",
        parts="vault aws-secrets-manager google-secret-manager azure-key-vault kubernetes-secret",
    ),
    Tool(
        "secrets",
        "doppler",
        paths="doppler.yaml",
        objects="secrets.doppler.com/*",
        commands=("doppler run", "doppler secrets"),
        actions="dopplerhq/secrets-fetch-action dopplerhq/cli-action",
        parts="kubernetes-secret",
    ),
    Tool(
        "secrets",
        "1password",
        objects="onepassword.com/*",
        charts="connect",
        commands=("op run", "op read", "op inject"),
        actions="1password/load-secrets-action",
        images="1password/connect-api",
        parts="kubernetes-secret",
    ),
    Tool(
        "secrets",
        "infisical",
        paths=".infisical.json",
        objects="secrets.infisical.com/*",
        commands=("infisical run", "infisical secrets", "infisical export"),
        actions="infisical/secrets-action",
        dependencies="infisical-node @infisical/sdk infisicalsdk",
        parts="kubernetes-secret",
    ),
    Tool(
        "secrets",
        "docker-secrets",
        commands=("docker secret create",),
        texts=(
            Line(
                "services: secrets: external:",
                r"^secrets:[ \t]*\n[ \t]+[\w.-]{1,100}:[ \t]*\n[ \t]+external:[ \t]*true",
                "secrets that the Swarm keeps",
            ),
        ),
    ),
    Tool(
        "secrets",
        "env-file",
        aspect="plain",
        is_of_literals=True,
    ),
    Tool(
        "secrets",
        "ci-secrets",
        texts=(
            Line(
                "secrets. }}",
                r"secrets\.(?!GITHUB_TOKEN|github_token|ACTIONS_)[A-Za-z_]\w* *\}\}",
                "a secret of the pipeline",
            ),
        ),
    ),
)
