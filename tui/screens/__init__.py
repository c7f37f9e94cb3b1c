"""What is on the whole terminal at one time?"""
