//===- Format.h - what texts must look like ---------------------*- C++ -*-===//
//
// In goes a text, out comes what is wrong with it: a clause for a diagnostic ("it has '_', and …").
// The rules are those of Kubernetes' validation and, for cron and durations, of the libraries that
// the operator reads them with. Nothing here knows of diagnostics, values or positions.
//
//===----------------------------------------------------------------------===//

#ifndef STASHC_SEMA_SCHEMA_FORMAT_H
#define STASHC_SEMA_SCHEMA_FORMAT_H

#include "sema/Schema/Schema.h"

namespace stash::schema {

/// What is wrong with a text; nothing when it is right.
using Fault = std::optional<std::string>;

/// Checks a text against one of the declared formats.
Fault findFault(Format format, llvm::StringRef text);
/// What Kubernetes up to 1.31 finds wrong with the name of an environment variable, too.
Fault findNarrowEnvNameFault(llvm::StringRef text);

/// RFC 1123: at most 63 of a-z, 0-9 and '-', with letters or digits at both ends.
Fault findDnsLabelFault(llvm::StringRef text);
/// Labels joined by dots, at most 253 characters.
Fault findDnsSubdomainFault(llvm::StringRef text);
/// The beginning of a name that will be completed: a trailing '-' is fine.
Fault findDnsSubdomainPrefixFault(llvm::StringRef text);
/// `[prefix/]name`: a DNS subdomain, and at most 63 letters, digits, '-', '_' and '.'.
Fault findQualifiedNameFault(llvm::StringRef text);
Fault findLabelValueFault(llvm::StringRef text);
/// A port's name: at most 15 of a-z, 0-9 and '-', with at least one letter.
Fault findPortNameFault(llvm::StringRef text);
/// A relative path that does not leave its directory.
Fault findLocalPathFault(llvm::StringRef text);
/// The same, and it does not begin with "..".
Fault findNonReservedPathFault(llvm::StringRef text);
Fault findIpFault(llvm::StringRef text);
/// The same where Kubernetes is strict: no leading zeros, and no IPv4 address in the form of IPv6.
Fault findStrictIpFault(llvm::StringRef text);
/// `prefix/path`, where the prefix is a DNS subdomain.
Fault findDomainPrefixedPathFault(llvm::StringRef text);
/// A schedule as robfig/cron's standard parser reads it: five fields, @daily, @every 1h, TZ=….
Fault findCronFault(llvm::StringRef text);
/// RFC 3339 as the validator of CRDs reads it.
Fault findDateTimeFault(llvm::StringRef text);
/// RFC 3339 as Kubernetes reads it in metadata and in its own kinds.
Fault findTimestampFault(llvm::StringRef text);

} // namespace stash::schema

#endif // STASHC_SEMA_SCHEMA_FORMAT_H
