#!/usr/bin/env python3
"""Compares the schema tables with the types of Kubernetes itself. Run by hand when a version comes out.

usage: tools/kubernetes-fields.py [FIRST LAST]

Downloads the Go modules k8s.io/api v0.FIRST.0 to v0.LAST.0 (31 and 37) from the module proxy, reads the
JSON names of their struct fields, and compares them with sema/Schema/*.def: fields that a table lacks or
has too many, and `since` and `until` that are not those of the modules. Prints nothing when all is right.
"""
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
EMBEDDED = {"VolumeSource", "ProbeHandler", "LocalObjectReference", "EphemeralContainerCommon"}


def read_module(minor):
    """{struct: {JSON names}} of one version."""
    url = f"https://proxy.golang.org/k8s.io/api/@v/v0.{minor}.0.zip"
    archive = zipfile.ZipFile(io.BytesIO(urllib.request.urlopen(url).read()))
    raw = {}
    for package in PACKAGES:
        text = archive.read(f"k8s.io/api@v0.{minor}.0/{package}/types.go").decode()
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


def read_tables():
    """{object: {field: (since, until)}} of the fields that built-in kinds have."""
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
            current[field.group(1)] = tuple(int(v.group(1)) if v else 0 for v in versions)
    for name, base in bases.items():
        if base:
            objects[name] = {**objects[base], **objects[name]}
    return objects


def main():
    first, last = (int(a) for a in sys.argv[1:3]) if len(sys.argv) > 2 else (31, 37)
    modules = {minor: read_module(minor) for minor in range(first, last + 1)}
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
            elif fields[field] != real:
                wrong += 1
                print(f"{name}.{field}: since and until are {fields[field]}, and {real} in Kubernetes")
        for field in sorted(set(fields) - set(having) - {"apiVersion", "kind"}):
            wrong += 1
            print(f"{name}.{field} is not known to Kubernetes")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
