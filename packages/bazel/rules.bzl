"""stash_manifests: .stash files to Kubernetes manifests."""

def _stash_manifests_impl(ctx):
    arguments = ctx.actions.args()
    arguments.add("build")
    for name, value in ctx.attr.defines.items():
        arguments.add("-D", "%s=%s" % (name, value))
    arguments.add_all(ctx.attr.includes, before_each = "-I")
    if ctx.attr.emit:
        arguments.add_joined("--emit", ctx.attr.emit, join_with = ",")
    arguments.add("--format", ctx.attr.format)
    arguments.add_all(ctx.attr.options)

    if ctx.attr.directory:
        output = ctx.actions.declare_directory(ctx.label.name)
        arguments.add("--output-dir", output.path)
    else:
        output = ctx.actions.declare_file("%s.%s" % (ctx.label.name, ctx.attr.format))
        arguments.add("-o", output.path)
    arguments.add_all(ctx.files.srcs)

    ctx.actions.run(
        executable = ctx.executable.stashc,
        arguments = [arguments],
        # What is imported must be here: an action sees no other file.
        inputs = depset(ctx.files.srcs + ctx.files.imports),
        outputs = [output],
        mnemonic = "StashManifests",
        progress_message = "Compiling manifests %s" % ctx.label,
    )
    return [DefaultInfo(files = depset([output]))]

stash_manifests = rule(
    implementation = _stash_manifests_impl,
    doc = "Compiles `srcs` together to one stream, NAME.yaml, or to a directory NAME.",
    attrs = {
        "srcs": attr.label_list(
            allow_files = [".stash"],
            mandatory = True,
            doc = "What is compiled.",
        ),
        "imports": attr.label_list(
            allow_files = [".stash", ".yaml", ".yml", ".json", ".flags"],
            doc = "What `srcs` import, and their stash.flags.",
        ),
        "defines": attr.string_dict(doc = "-D: values of inputs."),
        "includes": attr.string_list(doc = "-I: directories, from the root of the execution."),
        "emit": attr.string_list(doc = "--emit: kinds of objects."),
        "format": attr.string(default = "yaml", values = ["json", "yaml"]),
        "options": attr.string_list(doc = "Anything else that `stashc build` takes."),
        "directory": attr.bool(doc = "One file for each object, in a directory."),
        "stashc": attr.label(
            default = Label("//:bin/stashc"),
            allow_single_file = True,
            executable = True,
            cfg = "exec",
        ),
    },
)
