"""Wire schema of the v1 scheduler API and a strict validator for its JSON form."""

import base64
import binascii
import math

# "name!" is required, "name*" repeated, "name%" a map with string keys; anything else is optional.
MESSAGES = """
Address = hostname:string ip:string port!:int32
AgentID = value!:string
Attribute = name!:string type!:Value.Type scalar:Value.Scalar ranges:Value.Ranges text:Value.Text
    set:Value.Set
CheckInfo = type:any command:any http:any delay_seconds:double interval_seconds:double
    timeout_seconds:double tcp:any
CheckStatusInfo = type:any command:any http:any tcp:any
CommandInfo = uris*:CommandInfo.URI environment:Environment value:string user:string shell:bool
    arguments*:string
CommandInfo.URI = value!:string executable:bool extract:bool cache:bool output_file:string
ContainerID = value!:string parent:ContainerID
ContainerInfo = type!:ContainerInfo.Type volumes*:Volume docker:ContainerInfo.DockerInfo
    hostname:string mesos:ContainerInfo.MesosInfo network_infos*:NetworkInfo linux_info:any
    rlimit_info:any tty_info:any
ContainerInfo.DockerInfo = image!:string network:ContainerInfo.DockerInfo.Network
    port_mappings*:ContainerInfo.DockerInfo.PortMapping privileged:bool parameters*:Parameter
    force_pull_image:bool volume_driver:string
ContainerInfo.DockerInfo.PortMapping = host_port!:uint32 container_port!:uint32 protocol:string
ContainerInfo.MesosInfo = image:Image
ContainerStatus = network_infos*:NetworkInfo cgroup_info:any executor_pid:uint32
    container_id:ContainerID
DiscoveryInfo = visibility!:DiscoveryInfo.Visibility name:string environment:string location:string
    version:string ports:Ports labels:Labels
DomainInfo = fault_domain:DomainInfo.FaultDomain
DomainInfo.FaultDomain = region!:DomainInfo.FaultDomain.RegionInfo
    zone!:DomainInfo.FaultDomain.ZoneInfo
DomainInfo.FaultDomain.RegionInfo = name!:string
DomainInfo.FaultDomain.ZoneInfo = name!:string
DurationInfo = nanoseconds!:int64
Environment = variables*:Environment.Variable
Environment.Variable = name!:string value:string type:Environment.Variable.Type secret:Secret
ExecutorID = value!:string
ExecutorInfo = executor_id!:ExecutorID data:bytes resources*:Resource command:CommandInfo
    framework_id:FrameworkID name:string source:string container:ContainerInfo
    discovery:DiscoveryInfo shutdown_grace_period:DurationInfo labels:Labels type:ExecutorInfo.Type
Filters = refuse_seconds:double
FrameworkID = value!:string
FrameworkInfo = user!:string name!:string id:FrameworkID failover_timeout:double checkpoint:bool
    role:string hostname:string principal:string webui_url:string
    capabilities*:FrameworkInfo.Capability labels:Labels roles*:string offer_filters%:OfferFilters
FrameworkInfo.Capability = type:FrameworkInfo.Capability.Type
HealthCheck = http:any delay_seconds:double interval_seconds:double timeout_seconds:double
    consecutive_failures:uint32 grace_period_seconds:double command:CommandInfo type:any tcp:any
Image = type!:Image.Type appc:any docker:any cached:bool
InverseOffer = id!:OfferID url:URL framework_id!:FrameworkID agent_id:AgentID
    unavailability!:Unavailability resources*:Resource
KillPolicy = grace_period:DurationInfo
Label = key!:string value:string
Labels = labels*:Label
NetworkInfo = groups*:string labels:Labels ip_addresses*:NetworkInfo.IPAddress name:string
    port_mappings*:NetworkInfo.PortMapping
NetworkInfo.IPAddress = protocol:NetworkInfo.Protocol ip_address:string
NetworkInfo.PortMapping = host_port!:uint32 container_port!:uint32 protocol:string
Offer = id!:OfferID framework_id!:FrameworkID agent_id!:AgentID hostname!:string resources*:Resource
    executor_ids*:ExecutorID attributes*:Attribute url:URL unavailability:Unavailability
    allocation_info:Resource.AllocationInfo domain:DomainInfo
Offer.Operation = type:Offer.Operation.Type launch:Offer.Operation.Launch
    reserve:Offer.Operation.Reserve unreserve:Offer.Operation.Unreserve
    create:Offer.Operation.Create destroy:Offer.Operation.Destroy
    launch_group:Offer.Operation.LaunchGroup id:OperationID grow_volume:Offer.Operation.GrowVolume
    shrink_volume:Offer.Operation.ShrinkVolume create_disk:Offer.Operation.CreateDisk
    destroy_disk:Offer.Operation.DestroyDisk
Offer.Operation.Create = volumes*:Resource
Offer.Operation.CreateDisk = source!:Resource target_type!:Resource.DiskInfo.Source.Type
    target_profile:string
Offer.Operation.Destroy = volumes*:Resource
Offer.Operation.DestroyDisk = source!:Resource
Offer.Operation.GrowVolume = volume!:Resource addition!:Resource
Offer.Operation.Launch = task_infos*:TaskInfo
Offer.Operation.LaunchGroup = executor!:ExecutorInfo task_group!:TaskGroupInfo
Offer.Operation.Reserve = resources*:Resource source*:Resource
Offer.Operation.ShrinkVolume = volume!:Resource subtract!:Value.Scalar
Offer.Operation.Unreserve = resources*:Resource
OfferFilters = min_allocatable_resources:OfferFilters.MinAllocatableResources
OfferFilters.MinAllocatableResources = quantities*:ResourceQuantities
OfferID = value!:string
OperationID = value!:string
OperationStatus = operation_id:OperationID state!:OperationState message:string
    converted_resources*:Resource uuid:UUID agent_id:AgentID resource_provider_id:ResourceProviderID
Parameter = key!:string value!:string
Parameters = parameter*:Parameter
Port = number!:uint32 name:string protocol:string visibility:DiscoveryInfo.Visibility labels:Labels
Ports = ports*:Port
Resource = name!:string type!:Value.Type scalar:Value.Scalar ranges:Value.Ranges set:Value.Set
    role:string disk:Resource.DiskInfo reservation:Resource.ReservationInfo
    revocable:Resource.RevocableInfo shared:Resource.SharedInfo
    allocation_info:Resource.AllocationInfo provider_id:ResourceProviderID
    reservations*:Resource.ReservationInfo
Resource.AllocationInfo = role:string
Resource.DiskInfo = persistence:Resource.DiskInfo.Persistence volume:Volume
    source:Resource.DiskInfo.Source
Resource.DiskInfo.Persistence = id!:string principal:string
Resource.DiskInfo.Source = type!:Resource.DiskInfo.Source.Type path:Resource.DiskInfo.Source.Path
    mount:Resource.DiskInfo.Source.Mount id:string metadata:Labels profile:string vendor:string
Resource.DiskInfo.Source.Mount = root:string
Resource.DiskInfo.Source.Path = root:string
Resource.ReservationInfo = principal:string labels:Labels role:string
    type:Resource.ReservationInfo.Type
Resource.RevocableInfo =
Resource.SharedInfo =
ResourceProviderID = value!:string
ResourceQuantities = quantities%:Value.Scalar
Secret = type:Secret.Type reference:Secret.Reference value:Secret.Value
Secret.Reference = name!:string key:string
Secret.Value = data!:bytes
TaskGroupInfo = tasks*:TaskInfo
TaskID = value!:string
TaskInfo = name!:string task_id!:TaskID agent_id!:AgentID resources*:Resource executor:ExecutorInfo
    data:bytes command:CommandInfo health_check:HealthCheck container:ContainerInfo labels:Labels
    discovery:DiscoveryInfo kill_policy:KillPolicy check:CheckInfo max_completion_time:DurationInfo
    limits%:Value.Scalar
TaskResourceLimitation = resources*:Resource
TaskStatus = task_id!:TaskID state!:TaskState data:bytes message:string agent_id:AgentID
    timestamp:double executor_id:ExecutorID healthy:bool source:TaskStatus.Source
    reason:TaskStatus.Reason uuid:bytes labels:Labels container_status:ContainerStatus
    unreachable_time:TimeInfo check_status:CheckStatusInfo limitation:TaskResourceLimitation
TimeInfo = nanoseconds!:int64
URL = scheme!:string address!:Address path:string query*:Parameter fragment:string
UUID = value!:bytes
Unavailability = start!:TimeInfo duration:DurationInfo
Value.Range = begin!:uint64 end!:uint64
Value.Ranges = range*:Value.Range
Value.Scalar = value!:double
Value.Set = item*:string
Value.Text = value!:string
Volume = container_path!:string host_path:string mode!:Volume.Mode image:Image source:Volume.Source
Volume.Source = type:Volume.Source.Type docker_volume:Volume.Source.DockerVolume
    sandbox_path:Volume.Source.SandboxPath secret:Secret host_path:Volume.Source.HostPath
    csi_volume:Volume.Source.CSIVolume
Volume.Source.CSIVolume = plugin_name!:string
    static_provisioning:Volume.Source.CSIVolume.StaticProvisioning
Volume.Source.CSIVolume.StaticProvisioning = volume_id!:string
    volume_capability!:Volume.Source.CSIVolume.VolumeCapability node_stage_secrets%:Secret
    node_publish_secrets%:Secret volume_context%:string
Volume.Source.CSIVolume.VolumeCapability = block:any
    mount:Volume.Source.CSIVolume.VolumeCapability.MountVolume
    access_mode!:Volume.Source.CSIVolume.VolumeCapability.AccessMode
Volume.Source.CSIVolume.VolumeCapability.AccessMode =
    mode!:Volume.Source.CSIVolume.VolumeCapability.AccessMode.Mode
Volume.Source.CSIVolume.VolumeCapability.MountVolume = fs_type:string mount_flags*:string
Volume.Source.DockerVolume = driver:string name!:string driver_options:Parameters
Volume.Source.HostPath = path!:string mount_propagation:any
Volume.Source.SandboxPath = type:Volume.Source.SandboxPath.Type path!:string
scheduler.Call = framework_id:FrameworkID type:scheduler.Call.Type
    subscribe:scheduler.Call.Subscribe accept:scheduler.Call.Accept decline:scheduler.Call.Decline
    kill:scheduler.Call.Kill shutdown:scheduler.Call.Shutdown acknowledge:scheduler.Call.Acknowledge
    reconcile:scheduler.Call.Reconcile message:scheduler.Call.Message request:scheduler.Call.Request
    accept_inverse_offers:scheduler.Call.AcceptInverseOffers
    decline_inverse_offers:scheduler.Call.DeclineInverseOffers revive:scheduler.Call.Revive
    suppress:scheduler.Call.Suppress
    acknowledge_operation_status:scheduler.Call.AcknowledgeOperationStatus
    reconcile_operations:scheduler.Call.ReconcileOperations
    update_framework:scheduler.Call.UpdateFramework
scheduler.Call.Accept = offer_ids*:OfferID operations*:Offer.Operation filters:Filters
scheduler.Call.AcceptInverseOffers = inverse_offer_ids*:OfferID filters:Filters
scheduler.Call.Acknowledge = agent_id!:AgentID task_id!:TaskID uuid!:bytes
scheduler.Call.AcknowledgeOperationStatus = agent_id:AgentID resource_provider_id:ResourceProviderID
    uuid!:bytes operation_id!:OperationID
scheduler.Call.Decline = offer_ids*:OfferID filters:Filters
scheduler.Call.DeclineInverseOffers = inverse_offer_ids*:OfferID filters:Filters
scheduler.Call.Kill = task_id!:TaskID agent_id:AgentID kill_policy:KillPolicy
scheduler.Call.Message = agent_id!:AgentID executor_id!:ExecutorID data!:bytes
scheduler.Call.Reconcile = tasks*:scheduler.Call.Reconcile.Task
scheduler.Call.Reconcile.Task = task_id!:TaskID agent_id:AgentID
scheduler.Call.ReconcileOperations = operations*:scheduler.Call.ReconcileOperations.Operation
scheduler.Call.ReconcileOperations.Operation = operation_id!:OperationID agent_id:AgentID
    resource_provider_id:ResourceProviderID
scheduler.Call.Request = requests*:scheduler.Call.Request
scheduler.Call.Revive = roles*:string
scheduler.Call.Shutdown = executor_id!:ExecutorID agent_id!:AgentID
scheduler.Call.Subscribe = framework_info!:FrameworkInfo suppressed_roles*:string
    offer_constraints:scheduler.OfferConstraints
scheduler.Call.Suppress = roles*:string
scheduler.Call.UpdateFramework = framework_info!:FrameworkInfo suppressed_roles*:string
    offer_constraints:scheduler.OfferConstraints
scheduler.Event = type:scheduler.Event.Type subscribed:scheduler.Event.Subscribed
    offers:scheduler.Event.Offers rescind:scheduler.Event.Rescind update:scheduler.Event.Update
    message:scheduler.Event.Message failure:scheduler.Event.Failure error:scheduler.Event.Error
    inverse_offers:scheduler.Event.InverseOffers
    rescind_inverse_offer:scheduler.Event.RescindInverseOffer
    update_operation_status:scheduler.Event.UpdateOperationStatus
scheduler.Event.Error = message!:string
scheduler.Event.Failure = agent_id:AgentID executor_id:ExecutorID status:int32
scheduler.Event.InverseOffers = inverse_offers*:InverseOffer
scheduler.Event.Message = agent_id!:AgentID executor_id!:ExecutorID data!:bytes
scheduler.Event.Offers = offers*:Offer
scheduler.Event.Rescind = offer_id!:OfferID
scheduler.Event.RescindInverseOffer = inverse_offer_id!:OfferID
scheduler.Event.Subscribed = framework_id!:FrameworkID heartbeat_interval_seconds:double
    master_info:any
scheduler.Event.Update = status!:TaskStatus
scheduler.Event.UpdateOperationStatus = status!:OperationStatus
scheduler.OfferConstraints = role_constraints*:any
"""

ENUMS = """
ContainerInfo.DockerInfo.Network = HOST BRIDGE NONE USER
ContainerInfo.Type = DOCKER MESOS
DiscoveryInfo.Visibility = FRAMEWORK CLUSTER EXTERNAL
Environment.Variable.Type = UNKNOWN VALUE SECRET
ExecutorInfo.Type = UNKNOWN DEFAULT CUSTOM
FrameworkInfo.Capability.Type = UNKNOWN REVOCABLE_RESOURCES TASK_KILLING_STATE GPU_RESOURCES
    SHARED_RESOURCES PARTITION_AWARE MULTI_ROLE RESERVATION_REFINEMENT REGION_AWARE
Image.Type = APPC DOCKER
NetworkInfo.Protocol = IPv4 IPv6
Offer.Operation.Type = UNKNOWN LAUNCH RESERVE UNRESERVE CREATE DESTROY LAUNCH_GROUP GROW_VOLUME
    SHRINK_VOLUME CREATE_DISK DESTROY_DISK
OperationState = OPERATION_UNSUPPORTED OPERATION_PENDING OPERATION_FINISHED OPERATION_FAILED
    OPERATION_ERROR OPERATION_DROPPED OPERATION_UNREACHABLE OPERATION_GONE_BY_OPERATOR
    OPERATION_RECOVERING OPERATION_UNKNOWN
Resource.DiskInfo.Source.Type = UNKNOWN PATH MOUNT BLOCK RAW
Resource.ReservationInfo.Type = UNKNOWN STATIC DYNAMIC
Secret.Type = UNKNOWN REFERENCE VALUE
TaskState = TASK_STARTING TASK_RUNNING TASK_FINISHED TASK_FAILED TASK_KILLED TASK_LOST TASK_STAGING
    TASK_ERROR TASK_KILLING TASK_DROPPED TASK_UNREACHABLE TASK_GONE TASK_GONE_BY_OPERATOR
    TASK_UNKNOWN
TaskStatus.Reason = REASON_COMMAND_EXECUTOR_FAILED REASON_EXECUTOR_TERMINATED
    REASON_EXECUTOR_UNREGISTERED REASON_FRAMEWORK_REMOVED REASON_GC_ERROR REASON_INVALID_FRAMEWORKID
    REASON_INVALID_OFFERS REASON_MASTER_DISCONNECTED REASON_CONTAINER_LIMITATION_MEMORY
    REASON_RECONCILIATION REASON_AGENT_DISCONNECTED REASON_AGENT_REMOVED REASON_AGENT_RESTARTED
    REASON_AGENT_UNKNOWN REASON_TASK_INVALID REASON_TASK_UNAUTHORIZED REASON_TASK_UNKNOWN
    REASON_CONTAINER_PREEMPTED REASON_RESOURCES_UNKNOWN REASON_CONTAINER_LIMITATION
    REASON_CONTAINER_LIMITATION_DISK REASON_CONTAINER_LAUNCH_FAILED REASON_CONTAINER_UPDATE_FAILED
    REASON_EXECUTOR_REGISTRATION_TIMEOUT REASON_EXECUTOR_REREGISTRATION_TIMEOUT
    REASON_TASK_GROUP_INVALID REASON_TASK_GROUP_UNAUTHORIZED REASON_IO_SWITCHBOARD_EXITED
    REASON_TASK_CHECK_STATUS_UPDATED REASON_TASK_HEALTH_CHECK_STATUS_UPDATED
    REASON_TASK_KILLED_DURING_LAUNCH REASON_AGENT_REMOVED_BY_OPERATOR REASON_AGENT_REREGISTERED
    REASON_MAX_COMPLETION_TIME_REACHED REASON_AGENT_DRAINING
TaskStatus.Source = SOURCE_MASTER SOURCE_AGENT SOURCE_EXECUTOR
Value.Type = SCALAR RANGES SET TEXT
Volume.Mode = RW RO
Volume.Source.CSIVolume.VolumeCapability.AccessMode.Mode = UNKNOWN SINGLE_NODE_WRITER
    SINGLE_NODE_READER_ONLY MULTI_NODE_READER_ONLY MULTI_NODE_SINGLE_WRITER MULTI_NODE_MULTI_WRITER
Volume.Source.SandboxPath.Type = UNKNOWN SELF PARENT
Volume.Source.Type = UNKNOWN DOCKER_VOLUME SANDBOX_PATH SECRET HOST_PATH CSI_VOLUME
scheduler.Call.Type = UNKNOWN SUBSCRIBE TEARDOWN ACCEPT DECLINE REVIVE KILL SHUTDOWN ACKNOWLEDGE
    RECONCILE MESSAGE REQUEST SUPPRESS ACCEPT_INVERSE_OFFERS DECLINE_INVERSE_OFFERS
    ACKNOWLEDGE_OPERATION_STATUS RECONCILE_OPERATIONS UPDATE_FRAMEWORK
scheduler.Event.Type = UNKNOWN SUBSCRIBED OFFERS RESCIND UPDATE MESSAGE FAILURE ERROR HEARTBEAT
    INVERSE_OFFERS RESCIND_INVERSE_OFFER UPDATE_OPERATION_STATUS
"""


def _entries(text):
    entry = []
    for line in text.strip().splitlines():
        if entry and not line.startswith(" "):
            yield " ".join(entry)
            entry = []
        entry.append(line.strip())
    yield " ".join(entry)


def _load(text, convert):
    table = {}
    for entry in _entries(text):
        name, _, body = entry.partition("=")
        table[name.strip()] = convert(body.split())
    return table


def _fields(words):
    fields = {}
    for word in words:
        name, _, kind = word.partition(":")
        label = name[-1] if name[-1] in "!*%" else ""
        fields[name.rstrip("!*%")] = (label, kind)
    return fields


_MESSAGES = _load(MESSAGES, _fields)
_ENUMS = _load(ENUMS, frozenset)
_INTEGERS = {
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
}


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value):
    return is_integer(value) or (isinstance(value, float) and math.isfinite(value))


def is_base64(value):
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _scalar_error(value, kind):
    if kind in _INTEGERS:
        low, high = _INTEGERS[kind]
        return None if is_integer(value) and low <= value <= high else f"is not an {kind}"
    if kind == "double":
        return None if is_number(value) else "is not a number"
    if kind == "bool":
        return None if isinstance(value, bool) else "is not a boolean"
    if not isinstance(value, str):
        return "is not a string"
    if kind == "bytes" and not is_base64(value):
        return "is not base64"
    if kind in _ENUMS and value not in _ENUMS[kind]:
        return f"has the unknown value {value!r}"
    return None


def errors(value, kind, path="", known_only=True):
    """Yields "PATH PROBLEM" for each deviation of `value` from the message or type `kind`."""
    if kind == "any":
        return
    if kind not in _MESSAGES:
        problem = _scalar_error(value, kind)
        if problem:
            yield f"{path or '$'} {problem}"
        return
    if not isinstance(value, dict):
        yield f"{path or '$'} is not an object"
        return
    fields = _MESSAGES[kind]
    for name in value:
        if name not in fields and known_only:
            yield f"{path}.{name} is not a field of {kind}".lstrip(".")
    for name, (label, inner) in fields.items():
        here = f"{path}.{name}".lstrip(".")
        if name not in value:
            if label == "!":
                yield f"{here} is missing"
            continue
        item = value[name]
        if label == "*":
            if not isinstance(item, list):
                yield f"{here} is not an array"
                continue
            for index, element in enumerate(item):
                yield from errors(element, inner, f"{here}[{index}]", known_only)
        elif label == "%":
            if not isinstance(item, dict):
                yield f"{here} is not an object"
                continue
            for key, element in item.items():
                yield from errors(element, inner, f"{here}.{key}", known_only)
        else:
            yield from errors(item, inner, here, known_only)


_BODIES = {
    name.upper(): name
    for name, (_, kind) in _MESSAGES["scheduler.Call"].items()
    if kind.startswith("scheduler.Call.") and kind in _MESSAGES
}


def call_errors(call):
    """Deviations of one printed call from a complete v1 Call."""
    yield from errors(call, "scheduler.Call", "call")
    if not isinstance(call, dict) or not isinstance(call.get("type"), str):
        yield "call.type is missing"
        return
    wanted = _BODIES.get(call["type"])
    if wanted and wanted not in call:
        yield f"call.{wanted} is missing"
    for name in _BODIES.values():
        if name in call and name != wanted:
            yield f"call.{name} does not belong to {call['type']}"


def task_errors(task):
    """What the master would refuse in a TaskInfo beyond its schema."""
    if ("command" in task) == ("executor" in task):
        yield "needs exactly one of command and executor"
    if not task.get("resources"):
        yield "has no resources"
    for variable in task.get("command", {}).get("environment", {}).get("variables", []):
        if variable.get("type", "VALUE") == "VALUE" and "value" not in variable:
            yield f"environment variable {variable['name']} has no value"
    container = task.get("container", {})
    if container.get("type") == "DOCKER":
        if "docker" not in container:
            yield "container.docker is missing"
        for parameter in container.get("docker", {}).get("parameters", []):
            if parameter["key"] == "name":
                yield "docker parameter name is refused by the master"
    for volume in container.get("volumes", []):
        if sum(key in volume for key in ("host_path", "image", "source")) != 1:
            yield "container volume needs exactly one of host_path, image and source"
