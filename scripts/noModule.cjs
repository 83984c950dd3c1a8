// Stands in bundles for a module that nothing there calls.
module.exports = {};
