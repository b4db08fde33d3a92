#!/usr/bin/env python3
"""Compares the schema tables with the types of Kubernetes itself. Run by hand when a version comes out.

usage: tools/kubernetes-fields.py [FIRST LAST]

Downloads the Go modules k8s.io/api v0.FIRST.0 to v0.LAST.0 (31 and 37) from the module proxy, reads the
JSON names of their struct fields, and compares them with sema/Schema/*.def: fields that a table lacks or
has too many, and `since` and `until` that are not those of the modules; and the versions from which a field's
feature gate is on (`on`, `off`) with those in k8s.io/kubernetes. Prints nothing when all is right.
"""
import functools
import io
import os
import re
import sys
import urllib.request
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
TABLES = os.path.join(HERE, "..", "sema", "Schema")
PACKAGES = ("core/v1", "batch/v1", "rbac/v1")

# Our name of an object type, where it is not Kubernetes' own.
NAMES = {
    "ConfigKeySelector": "SecretKeySelector",
    "EnvSourceReference": "SecretEnvSource",
    "ExitCodeRequirement": "ContainerRestartRuleOnExitCodes",
    "HttpGetAction": "HTTPGetAction",
    "TcpSocketAction": "TCPSocketAction",
    "GrpcAction": "GRPCAction",
    "HttpHeader": "HTTPHeader",
    "SeLinuxOptions": "SELinuxOptions",
    "WindowsOptions": "WindowsSecurityContextOptions",
    "EmptyDirVolume": "EmptyDirVolumeSource",
    "SecretVolume": "SecretVolumeSource",
    "ConfigMapVolume": "ConfigMapVolumeSource",
    "ClaimVolume": "PersistentVolumeClaimVolumeSource",
    "ProjectedVolume": "ProjectedVolumeSource",
    "DownwardApiVolume": "DownwardAPIVolumeSource",
    "DownwardApiFile": "DownwardAPIVolumeFile",
    "DownwardApiProjection": "DownwardAPIProjection",
    "ConfigProjection": "ConfigMapProjection",
    "TokenProjection": "ServiceAccountTokenProjection",
    "TrustBundleProjection": "ClusterTrustBundleProjection",
    "HostPathVolume": "HostPathVolumeSource",
    "NfsVolume": "NFSVolumeSource",
    "CsiVolume": "CSIVolumeSource",
    "EphemeralVolume": "EphemeralVolumeSource",
    "ImageVolume": "ImageVolumeSource",
    "IscsiVolume": "ISCSIVolumeSource",
    "FcVolume": "FCVolumeSource",
    "PodDnsConfig": "PodDNSConfig",
    "PodDnsOption": "PodDNSConfigOption",
    "PodOs": "PodOS",
    "EphemeralClaimTemplate": "PersistentVolumeClaimTemplate",
    "AwsVolume": "AWSElasticBlockStoreVolumeSource",
    "AzureDiskVolume": "AzureDiskVolumeSource",
    "AzureFileVolume": "AzureFileVolumeSource",
    "CephFsVolume": "CephFSVolumeSource",
    "CinderVolume": "CinderVolumeSource",
    "FlexVolume": "FlexVolumeSource",
    "FlockerVolume": "FlockerVolumeSource",
    "GceVolume": "GCEPersistentDiskVolumeSource",
    "GitRepoVolume": "GitRepoVolumeSource",
    "GlusterFsVolume": "GlusterfsVolumeSource",
    "PhotonVolume": "PhotonPersistentDiskVolumeSource",
    "PortworxVolume": "PortworxVolumeSource",
    "QuobyteVolume": "QuobyteVolumeSource",
    "RbdVolume": "RBDVolumeSource",
    "ScaleIoVolume": "ScaleIOVolumeSource",
    "StorageOsVolume": "StorageOSVolumeSource",
    "VsphereVolume": "VsphereVirtualDiskVolumeSource",
    "ClaimDataSource": "TypedLocalObjectReference",
    "ClaimDataSourceRef": "TypedObjectReference",
    "ClaimCondition": "PersistentVolumeClaimCondition",
    "ClaimSpec": "PersistentVolumeClaimSpec",
    "ClaimStatus": "PersistentVolumeClaimStatus",
    "ClaimResources": "VolumeResourceRequirements",
    "FailurePodCondition": "PodFailurePolicyOnPodConditionsPattern",
    "FailureExitCodes": "PodFailurePolicyOnExitCodesRequirement",
    "PodFailureRule": "PodFailurePolicyRule",
    "SuccessRule": "SuccessPolicyRule",
}
# Fields that a feature gate rules and whose comment does not say so.
GATES = {
    ("PodSpec", "hostUsers"): "UserNamespacesSupport",
    ("SecurityContext", "procMount"): "ProcMountType",
    ("JobSpec", "managedBy"): "JobManagedBy",
    ("Lifecycle", "stopSignal"): "ContainerStopSignals",
    ("PodSecurityContext", "seLinuxChangePolicy"): "SELinuxChangePolicy",
    ("VolumeSource", "image"): "ImageVolume",
    ("VolumeProjection", "podCertificate"): "PodCertificateRequest",
}
# What is done to these is no dropping of the field alone.
NOT_DROPPED = {("ClaimDataSourceRef", "namespace"), ("Container", "restartPolicy"),
               ("ClaimStatus", "allocatedResources"), ("ClaimStatus", "allocatedResourceStatuses")}
# Whose fields it has, too.
BASES = {"Volume": ["VolumeSource"], "EphemeralContainer": ["EphemeralContainerCommon"]}
EMBEDDED = {"VolumeSource", "ProbeHandler", "LocalObjectReference", "EphemeralContainerCommon"}


@functools.lru_cache(maxsize=None)
def fetch(module, version):
    """A module's archive, from Go's module proxy."""
    url = f"https://proxy.golang.org/{module}/@v/{version}.zip"
    return zipfile.ZipFile(io.BytesIO(urllib.request.urlopen(url).read()))


def read(archive, path):
    """The text of a module's file; nothing when it has none of that name."""
    return "".join(archive.read(name).decode() for name in archive.namelist() if name.split("@", 1)[-1].split("/", 1)[-1] == path)


def read_module(minor):
    """{struct: {JSON names}} of one version."""
    archive = fetch("k8s.io/api", f"v0.{minor}.0")
    raw = {}
    for package in PACKAGES:
        text = read(archive, f"{package}/types.go")
        for name, body in re.findall(r"^type (\w+) struct \{\n(.*?)^\}", text, re.M | re.S):
            fields, bases = set(), []
            for line in body.split("\n"):
                line = line.split("//")[0]
                field = re.search(r'json:"([^",]+)', line)
                base = re.match(r"\s+(\w+)(?:\s+\w+)?\s+`json:\"(?:,inline)?\"", line)
                if base and base.group(1) in EMBEDDED:
                    bases.append(base.group(1))
                elif field and field.group(1) != "-":
                    fields.add(field.group(1))
            raw[name] = (fields, bases)

    def expand(name):
        fields, bases = raw.get(name, (set(), []))
        return fields.union(*(expand(base) for base in bases))

    return {name: expand(name) for name in raw}


def read_gates(first, last):
    """({(struct, JSON name): gate} of the newest version, {gate: its first version that is on, 0 when all are})."""
    fields = {}
    for text in (read(fetch("k8s.io/api", f"v0.{minor}.0"), f"{package}/types.go")
                 for minor in range(first, last + 1) for package in PACKAGES):
        for name, body in re.findall(r"^type (\w+) struct \{\n(.*?)^\}", text, re.M | re.S):
            gate = None
            for line in body.split("\n"):
                gate = (re.findall(r"//\s*\+featureGate=(\w+)", line) or [gate])[0]
                for field in re.findall(r'json:"([^",]+)', line):
                    fields.update({(name, field): gate} if gate else {})
                    gate = None
    fields.update(GATES)
    # {gate: {minor version: whether it is on from then}}; a gate that is always on is removed after a while.
    states = {}
    for minor in range(first, last + 1):
        archive = fetch("k8s.io/kubernetes", f"v1.{minor}.0")
        # Up to 1.32 the versions of a gate are in a file of their own.
        text = read(archive, "pkg/features/kube_features.go") + "\n" + read(archive, "pkg/features/versioned_kube_features.go")
        for gate, body in re.findall(r"^\t(?:\w+\.)?(\w+):\s*\{\n?(.*?)\},?\n(?=\n|\t\w|\})", text, re.M | re.S):
            for since, value in re.findall(r'(?:MustParse\("1\.(\d+)"\), )?Default:\s*(\w+)', body):
                states.setdefault(gate, {})[int(since or minor)] = value == "true"

    def first_on(state):
        on = next((minor for minor, value in sorted(state.items()) if value), 255)
        return on if on > first else 0

    return fields, {gate: first_on(state) for gate, state in states.items()}


def read_tables():
    """{object: {field: (since, until, on)}} of the fields that built-in kinds have."""
    objects, bases, current = {}, {}, None
    text = "".join(open(os.path.join(TABLES, name), encoding="utf-8").read()
                   for name in ("Job.def", "Pod.def", "Container.def", "Volumes.def", "Rbac.def"))
    for line in re.sub(r"\n[ \t]+", " ", text).split("\n"):
        opened = re.match(r"OBJECT\((\w+)", line)
        if opened:
            current = objects.setdefault(opened.group(1), {})
            base = re.search(r"with\((\w+)\)", line)
            bases[opened.group(1)] = base and base.group(1)
        field = re.match(r'FIELD\("(\w+)", (.*)', line)
        if field and current is not None and ".onlyCustom()" not in line:
            versions = [re.search(rf"\.{word}\((\d+)\)", line) for word in ("since", "until")]
            on = re.search(r"\.on\((\d+)\)", line)
            gate = 255 if ".off()" in line else int(on.group(1)) if on else 0
            current[field.group(1)] = (*(int(v.group(1)) if v else 0 for v in versions), gate)
    for name, base in bases.items():
        if base:
            objects[name] = {**objects[base], **objects[name]}
    return objects


def main():
    first, last = (int(a) for a in sys.argv[1:3]) if len(sys.argv) > 2 else (31, 37)
    modules = {minor: read_module(minor) for minor in range(first, last + 1)}
    gates, first_on = read_gates(first, last)
    wrong = 0
    for name, fields in sorted(read_tables().items()):
        theirs = NAMES.get(name, name)
        having = {}
        for minor, structs in modules.items():
            for field in structs.get(theirs, ()):
                having.setdefault(field, []).append(minor)
        known = [minor for minor, structs in modules.items() if theirs in structs]
        if not having:
            continue
        for field, minors in sorted(having.items()):
            real = (minors[0] if minors[0] > known[0] else 0, minors[-1] if minors[-1] < known[-1] else 0)
            if field not in fields:
                wrong += 1
                print(f"{name} has no '{field}', which Kubernetes has since 1.{minors[0]}")
                continue
            since, until, on = fields[field]
            if (since, until) != real:
                wrong += 1
                print(f"{name}.{field}: since and until are {(since, until)}, and {real} in Kubernetes")
            gate = next((gates[base, field] for base in (theirs, *BASES.get(theirs, ())) if (base, field) in gates), None)
            real_on = 0 if (name, field) in NOT_DROPPED else first_on.get(gate, 0) if gate else 0
            if on != real_on:
                wrong += 1
                print(f"{name}.{field}: it is on from {on}, and its gate {gate} from {real_on}")
        for field in sorted(set(fields) - set(having) - {"apiVersion", "kind"}):
            wrong += 1
            print(f"{name}.{field} is not known to Kubernetes")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
