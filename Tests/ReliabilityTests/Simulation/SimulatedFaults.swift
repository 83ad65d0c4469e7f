// SPDX-License-Identifier: Apache-2.0

/// What goes wrong now; all of it ends when the simulation becomes calm.
struct SimulatedFaults {
    /// Of a thousand calls of the catalogue, how many fail before they do anything, and how many after.
    var catalogueBefore = 0
    var catalogueAfter = 0
    /// Whether the catalogue refuses everything.
    var isCatalogueDown = false
    /// Of a thousand operations on the disk, how many fail.
    var disk = 0
    /// Of a thousand requests to the object store, how many fail.
    var store = 0
    var isStoreDown = false
    var receivers: [String: Receiver] = [:]

    enum Receiver: CaseIterable {
        case well
        case slow
        case refuses
        case silent
        case fails
        /// Takes it, and the answer gets lost.
        case forgets
    }
}

extension SimulatedFaults: CustomStringConvertible {
    var description: String {
        let receivers = receivers.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let catalogue = isCatalogueDown ? "down" : "\(catalogueBefore), \(catalogueAfter)"
        return "catalogue \(catalogue), disk \(disk), store \(isStoreDown ? "down" : "\(store)"), \(receivers)"
    }
}

/// A fault that is none of the program's.
struct SimulatedFault: Error, CustomStringConvertible {
    let description: String
}
