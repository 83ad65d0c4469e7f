// SPDX-License-Identifier: Apache-2.0

/// A recording's folder as the death of its process left it.
package protocol CutFolder {
    /// The files that have their names.
    var names: Set<String> { get }

    /// The files that have none yet, `<n>.part`, in the order of their numbers.
    var parts: [String] { get }

    /// A file of either; nil when it can't be read.
    func open(_ name: String) -> (any ByteSource)?
}
