export const texts = { node: 'Node', notJson: 'params is not JSON' };
