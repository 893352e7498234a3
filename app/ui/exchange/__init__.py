"""数据交换: taking in what colleagues send, sending to them, deciding where both said something else."""
